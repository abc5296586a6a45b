/** What an empty field means to the server: nothing given. */
export function orNull(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
