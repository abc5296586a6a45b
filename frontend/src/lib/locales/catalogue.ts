/** The shape of a catalogue: the keys of the English one, with any text. Plural forms may differ by language. */
export type Catalogue<T> = { [K in keyof T]: T[K] extends string ? string : Catalogue<T[K]> };
