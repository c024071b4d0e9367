// A student's choice who sees their camera: the class, or staff alone. The media server enforces it.

import { cameraForWords as text } from "../camera-for-words.ts";
import { camera, showTo, staffOnly } from "../client/devices.ts";

/** The choice, while there is something to be seen. */
export function CameraFor() {
  if (camera.state.value.is !== "on") return null;
  return (
    <p class="small camera-for">
      <label>
        <input type="checkbox" checked={staffOnly.value} onChange={() => showTo(!staffOnly.value)} />
        {text.only}
      </label>
      {staffOnly.value ? <span>{text.is}</span> : null}
    </p>
  );
}
