// The zone in which a person reads times: this device's, until they choose another one. The choice is this browser's.

import { signal } from "@preact/signals";
import { now } from "./clock.ts";

const KEY = "homeroom.zone";

/** The zone of this device, as the browser knows it. */
export const DEVICE_ZONE: string = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** The zone times are shown in. */
export const zone = signal(remembered());

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function remembered(): string {
  try {
    const found = localStorage.getItem(KEY);
    return found && isZone(found) ? found : DEVICE_ZONE;
  } catch {
    return DEVICE_ZONE;
  }
}

/** Chooses a zone; that of the device is followed wherever the device goes. */
export function choose(name: string): void {
  zone.value = name;
  try {
    if (name === DEVICE_ZONE) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, name);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** Every zone to choose from, with the chosen one and the device's among them. */
export function zones(): string[] {
  const known = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  return [...new Set([...known, "UTC", DEVICE_ZONE, zone.value])].sort();
}

/** `Europe/Sofia` as people say it: `Sofia`. */
export const cityOf = (name: string): string => (name.split("/").at(-1) ?? name).replaceAll("_", " ");

const formats = new Map<string, Intl.DateTimeFormat>();

/** To make a format takes longer than to use it a thousand times. */
function format(kind: string, locale: string | undefined, name: string, options: Intl.DateTimeFormatOptions) {
  const key = `${kind} ${name}`;
  const found = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: name });
  formats.set(key, found);
  return found;
}

/** `18:23`, in a zone. */
export const timeIn = (millis: number, name: string): string =>
  format("time", undefined, name, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(millis);

/** The day somewhere, as `2026-11-25`, to tell days apart. */
export const dayIn = (millis: number, name: string): string =>
  format("day", "sv-SE", name, { year: "numeric", month: "2-digit", day: "2-digit" }).format(millis);

/** `Wed`. */
export const weekdayIn = (millis: number, name: string): string =>
  format("weekday", undefined, name, { weekday: "short" }).format(millis);

/** `25 Nov`. */
export const shortDateIn = (millis: number, name: string): string =>
  format("short date", undefined, name, { day: "numeric", month: "short" }).format(millis);

/** `Wed 25 Nov`. */
export const dateIn = (millis: number, name: string): string =>
  format("date", undefined, name, { weekday: "short", day: "numeric", month: "short" }).format(millis);

/** `18:23`, with the day where it is not today: `Wed 25 Nov, 18:23`. */
export const whenIn = (millis: number, name: string): string =>
  dayIn(millis, name) === dayIn(now.value, name) ? timeIn(millis, name) : `${dateIn(millis, name)}, ${timeIn(millis, name)}`;
