/** A number with its noun: `1 change`, `2 changes`, `0 changes`. For nouns whose plural is made with an s. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
