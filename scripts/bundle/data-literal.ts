const PLAIN_KEY = /^(?!__proto__$)[A-Za-z_]\w*$/;

/**
 * JSON data as a JavaScript literal that takes little room, the items of a list of objects on a line each. The code of
 * a bundle is there to be read; its data grows with every version of every document.
 */
export function dataLiteral(value: unknown): string {
  if (Array.isArray(value)) {
    const areObjects = value.some((item) => typeof item === 'object');
    return `[${value.map(dataLiteral).join(areObjects ? ',\n' : ', ')}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${keyLiteral(key)}:${dataLiteral(member)}`);
  return `{${members.join(',')}}`;
}

/** In brackets `__proto__` is a key like any other. */
function keyLiteral(key: string): string {
  if (PLAIN_KEY.test(key)) return key;
  return key === '__proto__' ? `["${key}"]` : JSON.stringify(key);
}
