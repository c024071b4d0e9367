// Says what happens in the class to who listens instead of looking, and lowers the hand of who has been heard. It shows
// nothing: the two regions that are read stand in every page.

import { useEffect } from "preact/hooks";
import { Announcer } from "./announce.ts";
import { lowersWhenHeard } from "./heard.ts";
import { insist, tell } from "./place.ts";
import type { Visit } from "./visit.ts";
import { Whose } from "./whose.ts";

export function ClassNews({ visit }: { visit: Visit }) {
  useEffect(() => {
    const announcer = new Announcer({ polite: tell, assertive: insist, tick: () => performance.now() });
    const whose = new Whose((news) => announcer.hear(news));
    const deafen = visit.ear.listen((what) => whose.hear(what));
    return () => {
      deafen();
      whose.stop();
      announcer.stop();
    };
  }, [visit]);
  useEffect(() => lowersWhenHeard(visit), [visit]);
  return null;
}
