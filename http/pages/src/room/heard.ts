// One's own hand goes down when one has been heard with the floor: it has done its work.

import { effect } from "@preact/signals";
import { microphone } from "../client/devices.ts";
import { newsWords } from "../news-words.ts";
import { tell } from "./place.ts";
import type { Visit } from "./visit.ts";
import { Voice } from "./voice.ts";

/** Lowers one's own hand when one has been heard with the floor. Answers what ends it. */
export function lowersWhenHeard(visit: Visit): () => void {
  const voice = new Voice(() => {
    const { you, floor } = visit.model.peek();
    if (!floor.hands?.some((hand) => hand.person === you?.person)) return;
    // Nobody pressed anything, so it is told, to who cannot see the button too.
    void visit.ask({ type: "spoke", data: {} }).then((answer) => (answer === "done" ? tell(newsWords.handDone) : undefined));
  });
  const stop = effect(() => {
    const { you, floor } = visit.model.value;
    const mine = floor.floor && floor.floor.person === you?.person ? floor.floor.until : null;
    voice.note(mine, visit.media.heard.value && microphone.state.value.is === "on");
  });
  return () => {
    stop();
    voice.note(null, false);
  };
}
