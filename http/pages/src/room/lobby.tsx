// Where a newcomer waits until staff let them in: their place, what they are told, and their devices. Nothing to press.

import { useEffect } from "preact/hooks";
import { lobbyWords as text } from "../lobby-words.ts";
import { timeOf } from "../words.ts";
import { DeviceCard, useDevices } from "./device-rows.tsx";
import { Chip, Heading, TopBar } from "./parts.tsx";
import { entitle } from "./place.ts";
import type { Visit } from "./visit.ts";

export function Lobby({ visit }: { visit: Visit }) {
  const title = visit.facts.value?.title ?? "";
  const lobby = visit.model.value.you?.lobby;
  const lost = visit.link.value.is === "lost";
  const notes = lobby?.notes ?? [];
  useEffect(() => entitle(text.title, title), [title]);
  useDevices();
  const place = lobby?.position;
  return (
    <>
      <TopBar title={title} {...(visit.listed.value ? { second: visit.listed.value.course } : {})}>
        {lost ? (
          <Chip icon="wifi-off" tone="rust">
            {text.offline}
          </Chip>
        ) : null}
        <button class="button quiet" type="button" onClick={() => void visit.leave()}>
          {text.leave}
        </button>
      </TopBar>
      <main>
        <div class="onboard lobby">
          <div class="page">
            <div class="lobby-head">
              <div>
                <Heading class="t3">{lobby ? text.title : text.comes}</Heading>
                <p class="t2">{place ? (place === 1 ? text.first : text.place(place)) : null}</p>
              </div>
              <div class="lobby-side">
                <p class="lead">{lobby?.put_back ? text.again : text.lead}</p>
                <p class="small">
                  {lobby ? text.since(timeOf(Date.parse(lobby.since))) : null} {text.kept}
                </p>
              </div>
            </div>
          </div>
        </div>
        <div class="page lobby-below">
          {notes.length > 0 ? (
            <section aria-labelledby="notes">
              <h2 class="t3" id="notes">
                {text.notes}
              </h2>
              <ol class="times">
                {notes.map((note) => (
                  <li key={note.at}>
                    <span class="times-at num">{timeOf(Date.parse(note.at))}</span>
                    <span class="times-what" dir="auto">
                      {note.text}
                    </span>
                  </li>
                ))}
              </ol>
            </section>
          ) : null}
          <div class="lobby-cards">
            <DeviceCard label={text.devices} student />
          </div>
        </div>
      </main>
    </>
  );
}
