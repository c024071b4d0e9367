// Parts of a page that only some people need, or that nobody needs at first: their code and style come when they are first
// shown. `build.mjs` writes into the page which style sheet belongs to which part.

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";

/** A part that could not be fetched is asked for again after this long: the network may be back. */
const AGAIN_MS = 3_000;

/**
 * A component whose code is fetched when it is first drawn. Until it is there, `meanwhile` is shown.
 *
 * `file` is the part's file without its ending, the key of its style sheet.
 */
export function late<P extends object>(
  file: string,
  load: () => Promise<ComponentType<P>>,
  meanwhile?: ComponentType<P>,
): ComponentType<P> {
  const part = signal<ComponentType<P> | null>(null);
  let asked = false;
  const fetch = () => {
    asked = true;
    Promise.all([load(), styled(file)]).then(
      ([component]) => {
        part.value = component;
      },
      () => setTimeout(fetch, AGAIN_MS),
    );
  };
  const Meanwhile = meanwhile;
  return function Late(props: P) {
    if (!asked) fetch();
    const Part = part.value;
    if (Part) return <Part {...props} />;
    return Meanwhile ? <Meanwhile {...props} /> : null;
  };
}

/** Puts the part's style sheet into the page, where it has one, and waits for it: nothing is drawn unstyled. */
function styled(file: string): Promise<void> {
  const list = document.querySelector<HTMLMetaElement>('meta[name="late-styles"]')?.content ?? "{}";
  const href = (JSON.parse(list) as Record<string, string | undefined>)[file];
  if (!href) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new Error(`no ${href}`));
    };
    document.head.append(link);
  });
}
