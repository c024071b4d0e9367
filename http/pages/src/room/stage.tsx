// The board and what stands beside it. Pictures come late (`pictures.tsx`); where there is none, the board says what the
// hour is about. Nothing covers what is taught.

import { camera } from "../client/devices.ts";
import { words } from "../words.ts";
import { Blank } from "./blank.tsx";
import { late } from "./late.tsx";
import { Icon, PassingButton } from "./parts.tsx";
import type { Visit } from "./visit.ts";

const Large = late("pictures", () => import("./pictures.tsx").then((module) => module.Large), ({ blank }) => blank);
const Beside = late("pictures", () => import("./pictures.tsx").then((module) => module.Beside));

export function Stage({ visit }: { visit: Visit }) {
  const seen = visit.media.faces.value.length > 0 || camera.state.value.is === "on";
  const blank = <Blank visit={visit} />;
  return (
    <section class="onboard stage" aria-label={words.room.stage}>
      <div class="stage-main">
        {seen || visit.model.value.floor.spotlight ? <Large visit={visit} blank={blank} /> : blank}
        {visit.media.silent.value ? (
          <PassingButton to="write" class="button plain stage-sound" onClick={() => void visit.media.playSound()}>
            <Icon name="volume-x" />
            {words.room.noSound}
          </PassingButton>
        ) : null}
      </div>
      {seen ? <Beside visit={visit} /> : null}
    </section>
  );
}
