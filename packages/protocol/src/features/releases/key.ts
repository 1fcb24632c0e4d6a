/**
 * Public half of the key that the project signs releases of the desktop agent with: raw Ed25519, base64url. Null until
 * the project has one: then a server takes the releases of the key that it was given, and no others.
 */
export const PROJECT_RELEASE_KEY: string | null = null;
