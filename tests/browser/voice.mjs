// A voice for the fake microphone: the beeps it makes by itself are too short for a media server to take for speech.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const RATE = 48_000;
const SECONDS = 8;
/** A low voice, with as many overtones as a telephone lets through. */
const PITCH_HERTZ = 130;
const OVERTONES = 24;
/** Syllables; something as steady as a fan would be filtered out as noise. */
const SYLLABLES_HERTZ = 3;

/** Writes it where build products go, and answers its path. */
export function voice() {
  const folder = join(dirname(fileURLToPath(import.meta.url)), "../../target");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `voice-${process.pid}.wav`);
  writeFileSync(path, wave());
  return path;
}

/** RIFF/WAVE, one channel of 16 bits. */
function wave() {
  const samples = RATE * SECONDS;
  const file = Buffer.alloc(44 + samples * 2);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(samples * 2, 40);
  let phase = 0;
  for (let at = 0; at < samples; at += 1) {
    const time = at / RATE;
    phase += (2 * Math.PI * PITCH_HERTZ * (1 + 0.08 * Math.sin(2 * Math.PI * 0.7 * time))) / RATE;
    let sound = 0;
    for (let over = 1; over <= OVERTONES; over += 1) sound += Math.sin(phase * over) / over;
    const syllable = 0.4 + 0.6 * Math.abs(Math.sin(Math.PI * SYLLABLES_HERTZ * time));
    file.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sound * 0.45 * syllable)) * 32_000), 44 + at * 2);
  }
  return file;
}
