/** Types of words: keys of a catalogue as dotted paths, and what each text wants filled in. */

/** A text in another language for each of the first one; `{…}` are compared by a test. Chinese has one plural form, `_other`. */
export type Translation<Catalogue> = {
  [Key in keyof Catalogue as Key extends `${string}_one` ? never : Key]: Catalogue[Key] extends string ? string : Translation<Catalogue[Key]>
}

type Singular<Key extends string> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key

/** 'composer.send' for { composer: { send: … } }; both forms of a plural are one key. */
export type KeyOf<Catalogue> = {
  [Key in keyof Catalogue & string]: Catalogue[Key] extends string ? Singular<Key> : `${Key}.${KeyOf<Catalogue[Key]>}`
}[keyof Catalogue & string]

type TextOf<Catalogue, Key extends string> = Key extends `${infer Area}.${infer Rest}`
  ? Area extends keyof Catalogue
    ? TextOf<Catalogue[Area], Rest>
    : never
  : Key extends keyof Catalogue
    ? Catalogue[Key]
    : `${Key}_other` extends keyof Catalogue
      ? Catalogue[`${Key}_other`] | '{count}'
      : never

/** `{name}` and `{count, number}` both want a value of their name. */
type Named<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? (Name extends `${infer Bare},${string}` ? Bare : Name) | Named<Rest> : never

/** What goes into the text, by name; none for most. */
export type ValuesOf<Catalogue, Key extends string> = { [Name in Named<TextOf<Catalogue, Key>>]: Name extends 'count' ? number : string | number }
