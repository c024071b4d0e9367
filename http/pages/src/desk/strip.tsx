// The strip of rooms: how many are in each, what waits there, and the switch that makes one calm.

import { useEffect } from "preact/hooks";
import { Icon } from "../room/parts.tsx";
import { cells, rooms, setCalm, watchRooms, type Cell } from "./rooms.ts";
import { stripText, text } from "./words.ts";
import type { Work } from "./work.ts";

export function Strip({ work }: { work: Work }) {
  useEffect(watchRooms, []);
  const model = work.socket.model.value;
  const here = model.focus ? model.cases.get(model.focus)?.subject.session : undefined;
  const shown = cells(rooms.value ?? [], model.cases.values());
  if (shown.length === 0) return null;
  return (
    <ul class="desk-rooms" aria-label={stripText.title} tabIndex={0}>
      {shown.map((cell) => (
        <Room key={cell.id} work={work} cell={cell} here={cell.id === here} />
      ))}
    </ul>
  );
}

function Room({ work, cell, here }: { work: Work; cell: Cell; here: boolean }) {
  const { room } = cell;
  const turn = async (on: boolean) => {
    const why = await setCalm(cell.id, on);
    work.say(why === null ? stripText.turned(cell.title, on) : why || text.lost, why === null ? "act" : "red");
  };
  return (
    <li class={here ? "desk-room desk-room-here" : "desk-room"} data-room={cell.id}>
      <strong title={cell.title}>{cell.title}</strong>
      <span class="small num desk-room-figures">
        {room ? (
          <>
            <span class="desk-room-people" title={stripText.people(room.people)}>
              <Icon name="users" size={14} /> <span aria-hidden="true">{room.people}</span>
              <span class="vh">{stripText.people(room.people)}</span>
            </span>
            {room.hands > 0 ? <span>{stripText.hands(room.hands)}</span> : null}
            {room.in_lobby > 0 ? <span>{stripText.lobby(room.in_lobby)}</span> : null}
          </>
        ) : (
          stripText.shut
        )}
      </span>
      <span class="small num desk-room-figures">
        {cell.open > 0 ? <span class={`stamp stamp-${cell.worst}`}>{cell.worst}</span> : null}
        <span>{text.open(cell.open)}</span>
        {room ? (
          <button
            class="button plain desk-button desk-calm"
            type="button"
            aria-pressed={room.calm}
            onClick={() => void turn(!room.calm)}
          >
            {room.calm ? stripText.calm : stripText.makeCalm} <span class="vh">{cell.title}</span>
          </button>
        ) : null}
      </span>
    </li>
  );
}
