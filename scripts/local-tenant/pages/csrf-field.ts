/** Name of the hidden field that carries the token of `csrfProtection`. */
export const CSRF_FIELD = '_csrf';
