import { at, type JsonIndex, type JsonKind } from './json-index'

/** A row of the tree: one value. */
export interface TreeRow {
  node: number
  /** From 0. */
  depth: number
  /** The key as it was sent, or the place in an array; null for the whole. */
  key: string | null
  inArray: boolean
  kind: JsonKind
  /** A scalar as it was sent, or the beginning of it; empty for containers. */
  text: string
  /** Characters of the value. */
  length: number
  /** Values directly inside. */
  count: number
  open: boolean
}

/** Characters of a key or value that a row shows at most. */
export const rowCharacters = 300
/** Rows that are open at first, at most: levels are opened as long as that many are enough for them. */
const firstRows = 300
const firstLevels = 64

/** The tree as it is on the screen: which containers are open, and which values that leaves visible. */
export class JsonTree {
  readonly #index: JsonIndex
  readonly #open: Uint8Array
  /** Visible nodes, in order. */
  #rows = new Uint32Array(firstRows)
  #length = 0

  constructor(index: JsonIndex) {
    this.#index = index
    this.#open = new Uint8Array(index.size)
    this.#openFirst()
  }

  get length(): number {
    return this.#length
  }

  isOpen(node: number): boolean {
    return this.#open[node] === 1
  }

  /** Opens or closes a container, or with `deep` all that is in it too. What is around it is opened, so that it can be seen. */
  set(node: number, open: boolean, deep: boolean): void {
    for (const around of this.#index.ancestors(node)) this.#open[around] = 1
    this.#open.fill(open ? 1 : 0, node, deep ? at(this.#index.end, node) : node + 1)
    this.#layOut()
  }

  nodeOn(row: number): number {
    return at(this.#rows, row)
  }

  /** The row that a node is on, or the one of the closed container that hides it. */
  rowOf(node: number): number {
    let low = 0
    let high = this.#length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (at(this.#rows, middle) <= node) low = middle
      else high = middle
    }
    return low
  }

  /** Rows `from` to `to`, exclusive. */
  rows(from: number, to: number): TreeRow[] {
    const nodes = [...this.#rows.subarray(from, Math.min(to, this.#length))]
    const index = this.#index
    const [first] = nodes
    if (first === undefined) return []
    let depth = index.depth(first)
    const places = new Map<number | null, { node: number; place: number }>()
    return nodes.map((node, i) => {
      depth = i === 0 ? depth : this.#depthAfter(nodes[i - 1] ?? node, depth, node)
      return this.#row(node, depth, () => placeIn(index, places, node))
    })
  }

  #row(node: number, depth: number, place: () => number): TreeRow {
    const index = this.#index
    const kind = index.kind(node)
    const isContainer = kind === 'object' || kind === 'array'
    const key = index.keyText(node)
    const inArray = key === null && index.parentOf(node) !== null
    return {
      node,
      depth,
      key: inArray ? String(place()) : (key?.slice(0, rowCharacters) ?? null),
      inArray,
      kind,
      text: isContainer ? '' : index.raw(node, rowCharacters),
      length: at(index.to, node) - at(index.from, node),
      count: at(index.count, node),
      open: this.isOpen(node) && at(index.count, node) > 0,
    }
  }

  /** The next row is one deeper, or beside an ancestor of the last. */
  #depthAfter(last: number, depth: number, node: number): number {
    const parent = this.#index.parentOf(node)
    let level = depth + 1
    for (let around: number | null = last; around !== parent && around !== null; around = this.#index.parentOf(around)) level -= 1
    return level
  }

  /** As many whole levels as there is room for, and always the first. */
  #openFirst(): void {
    this.#open[0] = 1
    this.#layOut()
    for (let level = 1; level < firstLevels && this.#length <= firstRows; level += 1) {
      const closed = [...this.#rows.subarray(0, this.#length)].filter((node) => !this.isOpen(node) && at(this.#index.count, node) > 0)
      for (const node of closed) this.#open[node] = 1
      this.#layOut()
      if (closed.length === 0 || this.#length <= firstRows) continue
      for (const node of closed) this.#open[node] = 0
      return this.#layOut()
    }
  }

  #layOut(): void {
    const { end, size } = this.#index
    let rows = this.#rows
    let length = 0
    for (let node = 0; node < size; ) {
      if (length === rows.length) {
        const wider = new Uint32Array(Math.min(rows.length * 2, size))
        wider.set(rows)
        rows = wider
      }
      rows[length++] = node
      node = this.#open[node] === 1 ? node + 1 : at(end, node)
    }
    this.#rows = rows
    this.#length = length
  }
}

/** The place in the array, counted on from the last one of that array that was asked for: rows come in order. */
function placeIn(index: JsonIndex, known: Map<number | null, { node: number; place: number }>, node: number): number {
  const parent = index.parentOf(node)
  const last = known.get(parent)
  let place = last?.place ?? index.place(node)
  for (let sibling = last?.node ?? node; sibling < node; sibling = at(index.end, sibling)) place += 1
  known.set(parent, { node, place })
  return place
}
