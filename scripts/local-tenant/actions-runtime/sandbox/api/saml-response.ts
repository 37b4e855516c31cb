import type { JsonObject } from '../../contract';
import type { CommandRecorder } from '../command-recorder';
import { type Problem, refuse, stringProblems, utf8Bytes } from './validation';

const LONGEST_ATTRIBUTE = 1024;
const LONGEST_VALUE = 2048;
const TOTAL_BYTES = 102_400;

type Kind = { text: number } | { oneOf: readonly string[] } | { list: number } | 'boolean' | 'number';

/** Every `api.samlResponse.set…` with the setting it writes and what that accepts. */
const SETTINGS: Readonly<Record<string, { setting: string; kind: Kind }>> = {
  setAudience: { setting: 'audience', kind: { text: 2048 } },
  setRecipient: { setting: 'recipient', kind: { text: 2048 } },
  setDestination: { setting: 'destination', kind: { text: 2048 } },
  setIssuer: { setting: 'issuer', kind: { text: 512 } },
  setRelayState: { setting: 'RelayState', kind: { text: 512 } },
  setNameIdentifierFormat: { setting: 'nameIdentifierFormat', kind: { text: 512 } },
  setAuthnContextClassRef: { setting: 'authnContextClassRef', kind: { text: 512 } },
  setNameIdentifierProbes: { setting: 'nameIdentifierProbes', kind: { list: 10 } },
  setSigningCert: { setting: 'signingCert', kind: { text: 4096 } },
  setEncryptionCert: { setting: 'encryptionCert', kind: { text: 4096 } },
  setEncryptionPublicKey: { setting: 'encryptionPublicKey', kind: { text: 4096 } },
  setCert: { setting: 'cert', kind: { text: 4096 } },
  setKey: { setting: 'key', kind: { text: 4096 } },
  setLifetimeInSeconds: { setting: 'lifetimeInSeconds', kind: 'number' },
  setCreateUpnClaim: { setting: 'createUpnClaim', kind: 'boolean' },
  setPassthroughClaimsWithNoMapping: { setting: 'passthroughClaimsWithNoMapping', kind: 'boolean' },
  setMapUnknownClaimsAsIs: { setting: 'mapUnknownClaimsAsIs', kind: 'boolean' },
  setMapIdentities: { setting: 'mapIdentities', kind: 'boolean' },
  setSignResponse: { setting: 'signResponse', kind: 'boolean' },
  setIncludeAttributeNameFormat: { setting: 'includeAttributeNameFormat', kind: 'boolean' },
  setTypedAttributes: { setting: 'typedAttributes', kind: 'boolean' },
  setSignatureAlgorithm: { setting: 'signatureAlgorithm', kind: { oneOf: ['rsa-sha256', 'rsa-sha1'] } },
  setDigestAlgorithm: { setting: 'digestAlgorithm', kind: { oneOf: ['sha256', 'sha1'] } },
  setEncryptionAlgorithm: { setting: 'encryptionAlgorithm', kind: { oneOf: ['aes256-gcm', 'aes256-cbc'] } },
};

const DEFAULT_NAME_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';

/** `api.samlResponse` (docs page actions/reference/post-login/post-login-api-object): a refused setting fails the whole Action. */
export function createSamlResponse(recorder: CommandRecorder, earlier: JsonObject, api: () => object) {
  const attributes: JsonObject = { ...earlier };
  const setters = Object.entries(SETTINGS).map(([method, { setting, kind }]) => [
    method,
    (given: unknown) => {
      const value = given === undefined && setting === 'nameIdentifierFormat' ? DEFAULT_NAME_FORMAT : given;
      if (value !== undefined) refuse(settingProblems(setting, kind, value));
      recorder.record(`samlResponse.${method}`, { value });
      return api();
    },
  ]);
  return {
    ...(Object.fromEntries(setters) as Record<string, (value: unknown) => object>),
    setAttribute(attribute: unknown, given: unknown): object {
      const value = given ?? null;
      const next = { ...attributes, [String(attribute)]: value };
      if (utf8Bytes(JSON.stringify(next)) > TOTAL_BYTES) {
        throw new Error(`The total size of the SAML attributes exceeds the limit of ${TOTAL_BYTES} bytes.`);
      }
      refuse([...stringProblems('attribute', attribute, LONGEST_ATTRIBUTE), ...valueProblems(value)]);
      attributes[String(attribute)] = value;
      recorder.record('samlResponse.setAttribute', { attribute, value });
      return api();
    },
  };
}

function valueProblems(value: unknown): Problem[] {
  if (value === null) return [];
  const values = Array.isArray(value) ? value : [value];
  return values.flatMap((item, index) => {
    const property = Array.isArray(value) ? String(index) : 'value';
    if (typeof item === 'string') return stringProblems(property, item, LONGEST_VALUE);
    if (typeof item === 'boolean' || (typeof item === 'number' && Number.isFinite(item))) return [];
    const accepted = Array.isArray(value) ? 'string,number,boolean' : 'string,number,boolean,null,array';
    return [{ property, message: `must be ${accepted}` }];
  });
}

function settingProblems(property: string, kind: Kind, value: unknown): Problem[] {
  if (kind === 'boolean' || kind === 'number') {
    return typeof value === kind ? [] : [{ property, message: `must be ${kind}` }];
  }
  if ('text' in kind) return stringProblems(property, value, kind.text);
  if ('oneOf' in kind) {
    const accepted = kind.oneOf.includes(value as string);
    return accepted ? [] : [{ property, message: 'must be equal to one of the allowed values' }];
  }
  if (!Array.isArray(value)) return [{ property, message: 'must be array' }];
  if (value.length > kind.list) return [{ property, message: `must NOT have more than ${kind.list} items` }];
  return value.flatMap((item, index) => stringProblems(String(index), item, 512));
}
