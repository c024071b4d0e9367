// In which zone times are shown. It changes what is read, never when a class is.

import { useId, useMemo } from "preact/hooks";
import { choose, cityOf, DEVICE_ZONE, zone, zones } from "../client/zone.ts";
import { words } from "../words.ts";
import { Icon } from "./parts.tsx";

export function ZoneSwitch() {
  const id = useId();
  const known = useMemo(zones, []);
  return (
    <p class="zone small">
      <Icon name="clock" size={16} />
      <label for={id}>{words.home.zone}</label>
      <select id={id} class="field small-field" value={zone.value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value={DEVICE_ZONE}>{words.home.zoneHere(cityOf(DEVICE_ZONE))}</option>
        {known
          .filter((name) => name !== DEVICE_ZONE)
          .map((name) => (
            <option key={name} value={name}>
              {name.replaceAll("_", " ")}
            </option>
          ))}
      </select>
    </p>
  );
}
