// As much of a browser as the pages' modules need to begin. It is imported before them.

/** A page that is looked at, until a test hides it. */
export const page = { visibilityState: "visible" as DocumentVisibilityState };

const matchMedia = () => ({ matches: false, addEventListener: () => undefined });

Object.assign(globalThis, { matchMedia, location: { pathname: "/", origin: "http://localhost" }, document: page });
