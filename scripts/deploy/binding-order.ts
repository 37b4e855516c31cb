/**
 * The order of a trigger's Actions after a deploy. Other teams' Actions stay where they are; gatehouse's own take the
 * places that its own had, in the wanted order; further ones come right after the last of them, or at the end.
 *
 * @param current names in the tenant's order
 * @param wanted gatehouse's own, in order
 * @param isOwn whether a bound name is gatehouse's (or was, and is no longer wanted)
 */
export function mergeBindingOrder(
  current: readonly string[],
  wanted: readonly string[],
  isOwn: (name: string) => boolean,
): string[] {
  const waiting = [...wanted];
  const lastOwn = current.reduce((last, name, index) => (isOwn(name) ? index : last), -1);
  const merged = current.flatMap((name, index) => {
    if (!isOwn(name)) return [name];
    return index === lastOwn ? waiting.splice(0) : waiting.splice(0, 1);
  });
  return [...merged, ...waiting];
}
