// Microphone, camera, leaving, and for the teacher the end of the class. What is off says why beside it.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { camera, microphone, type Device } from "../client/devices.ts";
import type { CommandKind } from "../wire.ts";
import { isNews, words } from "../words.ts";
import { CameraFor } from "./device-rows.tsx";
import { EndDialog, LeaveDialog } from "./dialogs.tsx";
import { HandSwitch, keptFrom } from "./hand-switch.tsx";
import { Icon } from "./parts.tsx";
import type { Visit } from "./visit.ts";

const asking = signal<"leave" | "end" | null>(null);

export function Controls({ visit }: { visit: Visit }) {
  const you = visit.model.value.you;
  const text = words.room;
  useEffect(() => () => void (asking.value = null), []);
  const close = () => {
    asking.value = null;
  };
  const teaches = you?.role === "teacher";
  const media = visit.media.state.value;
  const watches = you?.tier === "overflow";
  const alone = media.is === "none" && isNews(media.reason);
  const why = reasons(visit, watches, alone);
  const off = (kind: CommandKind) => watches || alone || (you !== null && !you.may.includes(kind));
  const trouble = why ? null : (troubleOf(microphone) ?? troubleOf(camera));
  const later = teaches && visit.model.value.phase === "doors" && !trouble ? text.endLater : null;
  return (
    <section class="controls" aria-label={text.controls}>
      <div class="controls-row">
        <Switch device={microphone} off={off("microphone")} />
        <Switch device={camera} off={off("camera")} />
        <HandSwitch visit={visit} />
        {why || later ? <p class="small controls-why">{why ?? later}</p> : null}
        <span class="controls-gap" />
        {teaches ? (
          <button
            class="button plain control"
            type="button"
            aria-disabled={!you.may.includes("end")}
            onClick={() => (you.may.includes("end") ? (asking.value = "end") : undefined)}
          >
            <Icon name="circle-x" size={22} />
            <span>{text.end}</span>
          </button>
        ) : null}
        <button class="button plain control" type="button" onClick={() => (asking.value = "leave")}>
          <Icon name="log-out" size={22} />
          <span>{text.leave}</span>
        </button>
      </div>
      {you?.role === "student" && camera.state.value.is === "on" ? <CameraFor /> : null}
      <p class={trouble ? "controls-trouble small" : "vh"} role="status">
        {trouble ? <Icon name="circle-alert" size={14} /> : null} {trouble}
      </p>
      {asking.value === "leave" ? <LeaveDialog visit={visit} onClose={close} /> : null}
      {asking.value === "end" ? <EndDialog visit={visit} onClose={close} /> : null}
    </section>
  );
}

/** Why not all of the controls can be used, each reason once. */
function reasons(visit: Visit, watches: boolean, alone: boolean): string | null {
  const sending = watches ? [words.room.needsSeat] : [keptFrom(visit, "microphone"), keptFrom(visit, "camera")];
  const kept = [...new Set([...sending, keptFrom(visit, "raise_hand")])].filter(Boolean).join(" ");
  return kept || (alone ? words.room.withoutMediaShort : null);
}

function troubleOf(device: Device): string | null {
  const state = device.state.value;
  if (state.is !== "trouble") return null;
  return device.kind === "audio" ? words.door.micTrouble[state.why] : words.door.cameraTrouble[state.why].join(". ");
}

function Switch({ device, off }: { device: Device; off: boolean }) {
  const state = device.state.value;
  const on = state.is === "on";
  const text = words.room;
  const sound = device.kind === "audio";
  const press = () => {
    if (off || state.is === "asking") return;
    if (on) device.turnOff();
    else void device.turnOn();
  };
  return (
    <button
      class={`button quiet control${on ? " chosen" : ""}`}
      type="button"
      role="switch"
      aria-checked={on}
      aria-disabled={off || state.is === "asking"}
      onClick={press}
    >
      <Icon name={sound ? (on ? "mic" : "mic-off") : on ? "video" : "video-off"} size={22} />
      <span>
        <span class="long-name">{sound ? text.microphone : text.camera}</span>
        <span class="short-name" aria-hidden="true">
          {sound ? text.mic : text.cam}
        </span>{" "}
        <span aria-hidden="true">{state.is === "asking" ? text.asking : on ? text.on : text.off}</span>
      </span>
    </button>
  );
}
