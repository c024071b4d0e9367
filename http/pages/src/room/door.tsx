// Pre-join: how you look and sound. Every row can fail and says how; none of them stops anybody from going in.

import { useEffect } from "preact/hooks";
import { now } from "../client/clock.ts";
import { camera, microphone, staffOnly } from "../client/devices.ts";
import { spanOf, timeOf, words } from "../words.ts";
import { Camera, Microphone, Preview, Speakers, useDevices } from "./device-rows.tsx";
import { Heading, Icon, TopBar } from "./parts.tsx";
import { entitle } from "./place.ts";
import type { Visit } from "./visit.ts";

export function Door({ visit, going, usedLink }: { visit: Visit; going: boolean; usedLink: boolean }) {
  const listed = visit.listed.value;
  const title = listed?.title ?? "";
  const teaches = listed?.role === "teacher";
  const student = listed?.role === "student";
  const text = words.door;
  useEffect(() => entitle(text.go, title), [title]);
  useDevices();
  const listen = () => {
    microphone.turnOff();
    camera.turnOff();
    void visit.go();
  };
  const withCamera = camera.state.value.is === "on";
  const name = visit.account.value?.name ?? "";
  const go = teaches ? text.goTeach : withCamera || microphone.state.value.is !== "on" ? text.go : text.goWithout;
  return (
    <>
      <TopBar title={title} {...(listed ? { second: listed.course } : {})}>
        <Countdown startsAt={Date.parse(listed?.starts_at ?? "")} />
      </TopBar>
      <main class="page">
        <Heading>{text.title}</Heading>
        {usedLink ? (
          <p class="note note-blue">
            <Icon name="info" />
            <span>{text.linkUsed(name)}</span>
          </p>
        ) : null}
        <div class="door">
          <div>
            <Preview />
            <p class="small door-privacy">{student && staffOnly.value ? text.privacyStaff : text.privacy}</p>
          </div>
          <div class="door-side">
            <p class="door-name">
              <span class="small">{text.name}</span>
              <strong class="t3">
                <bdi>{name}</bdi>
              </strong>
            </p>
            <Microphone />
            <Speakers />
            <Camera student={student} />
            <div class="door-go">
              <button
                class={`button act wide large${going ? " working" : ""}`}
                type="button"
                aria-disabled={going}
                onClick={() => (going ? undefined : void visit.go())}
              >
                {going ? text.going : go}
              </button>
              <button class="button quiet wide" type="button" onClick={() => (going ? undefined : listen())}>
                <Icon name="headphones" />
                {text.listen}
              </button>
            </div>
          </div>
        </div>
      </main>
    </>
  );
}

function Countdown({ startsAt }: { startsAt: number }) {
  const left = startsAt - now.value;
  if (Number.isNaN(startsAt)) return null;
  if (left <= 0) return <span class="small">{words.door.since(timeOf(startsAt))}</span>;
  return (
    <span class="small" role="timer" aria-live="off">
      {words.door.inClass(spanOf(left))}
    </span>
  );
}
