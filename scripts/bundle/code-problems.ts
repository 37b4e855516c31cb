import { keywordsIn } from '../config';
import { AUTH0_LIMITS } from './limits';

export interface Problem {
  code: string;
  message: string;
}

/** What the text of a bundle, banner and policy included, must not be or contain at Auth0. */
export function codeProblems(code: string): Problem[] {
  return [
    ...sizeProblems(code),
    ...markerProblems(code),
    ...constructedCodeProblems(code),
    ...absentNameProblems(code),
  ];
}

function sizeProblems(code: string): Problem[] {
  const bytes = Buffer.byteLength(code);
  if (bytes <= AUTH0_LIMITS.codeBytes) return [];
  const message = `the bundle has ${bytes} bytes; accepted by Auth0: at most ${AUTH0_LIMITS.codeBytes}`;
  return [{ code: 'BUILD_TOO_BIG', message }];
}

function markerProblems(code: string): Problem[] {
  return [...new Set(keywordsIn(code).map((marker) => marker.text))].map((text) => ({
    code: 'BUILD_MARKER_IN_CODE',
    message: `the bundle contains ${text}: the Deploy CLI would put a value into the code; accepted: no markers in Actions`,
  }));
}

/** What esbuild does not report: code made from text, also through another name of `eval`. */
function constructedCodeProblems(code: string): Problem[] {
  const match = /\bnew\s+Function\b|\b(?:Async|Generator)?Function\s*\(|[^\w.$"'`]eval\b/.exec(code);
  if (match === null) return [];
  const message = `the bundle makes code from text (${match[0].trim()}); accepted: ordinary functions`;
  return [{ code: 'BUILD_DYNAMIC_CODE', message }];
}

/** CommonJS names that Auth0's loader does not give: they would throw at the first login that reaches them. */
function absentNameProblems(code: string): Problem[] {
  const match = /\b__(?:dir|file)name\b/.exec(code);
  if (match === null) return [];
  const message = `the bundle uses ${match[0]}, which Auth0 does not define; accepted: data that is imported`;
  return [{ code: 'BUILD_ABSENT_NAME', message }];
}
