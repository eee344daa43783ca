/** Longer texts are shown without colours, folding and marks of what is wrong, so that typing stays quick. */
export const colouredCharacters = 512 * 1024
