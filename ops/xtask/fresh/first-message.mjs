// Starts `homeroom dev` with the home it is given, signs a teacher and a student in with their links, and waits until
// the student hears what the teacher said. It needs Node alone, so that what it shows is our doing and nobody else's.
// Run by `cargo xtask fresh --quick`.

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";

const PATIENCE_MS = 60_000;
const server = spawn(process.argv[2], ["dev", "--print-json", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
const stop = (code, said) => {
  console[code === 0 ? "log" : "error"](said);
  server.once("exit", () => process.exit(code));
  server.kill("SIGTERM");
};
setTimeout(() => stop(1, "no message came within a minute"), PATIENCE_MS).unref();
server.once("exit", (code) => process.exit(code ?? 1));

const [line] = await once(createInterface({ input: server.stdout }), "line");
const ready = JSON.parse(line);
const base = `http://127.0.0.1:${ready.port}`;

/** One request as JSON; an answer that is not good ends the run. */
async function ask(path, body, headers = {}) {
  const answer = await fetch(base + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Signs in with a link, joins, and opens the socket. */
async function enter(link) {
  const { access_token } = await ask("/v1/auth/magic-link/redeem", { secret: new URL(link).hash.slice("#link=".length) });
  const joined = await ask("/v1/join", { session_id: ready.session_id }, {
    authorization: `Bearer ${access_token}`,
    "idempotency-key": randomUUID(),
  });
  const socket = await open(joined.socket);
  socket.send(frame("hello", { ticket: joined.ticket }));
  await socket.next("welcome");
  return socket;
}

const frame = (type, data) => JSON.stringify({ id: uuid7(), type, data });

function uuid7() {
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** A WebSocket client of a few lines (RFC 6455): text frames below 64 KiB are all that is spoken here. */
async function open(path) {
  const tcp = connect(ready.port, "127.0.0.1");
  await once(tcp, "connect");
  const key = Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64");
  tcp.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${ready.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Protocol: homeroom.v1\r\n\r\n`,
  );
  let waiting = Buffer.alloc(0);
  let upgraded = false;
  const frames = [];
  let wake = () => {};
  tcp.on("data", (bytes) => {
    waiting = Buffer.concat([waiting, bytes]);
    if (!upgraded) {
      const end = waiting.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = waiting.subarray(0, end).toString();
      if (!head.startsWith("HTTP/1.1 101")) stop(1, `the socket was refused: ${head.split("\r\n")[0]}`);
      upgraded = true;
      waiting = waiting.subarray(end + 4);
    }
    for (;;) {
      const long = waiting[1] === 126;
      const header = long ? 4 : 2;
      if (waiting.length < header) return;
      const length = long ? waiting.readUInt16BE(2) : waiting[1];
      if (waiting.length < header + length) return;
      if ((waiting[0] & 0x0f) === 1) frames.push(JSON.parse(waiting.subarray(header, header + length).toString()));
      waiting = waiting.subarray(header + length);
      wake();
    }
  });
  return {
    send(text) {
      const payload = Buffer.from(text);
      const header = payload.length < 126 ? Buffer.from([0x81, 0x80 | payload.length]) : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 0xff]);
      // A mask of zeros is a mask; only browsers need one that cannot be guessed.
      tcp.write(Buffer.concat([header, Buffer.alloc(4), payload]));
    },
    /** The next frame of a type for which `holds`. */
    async next(type, holds = () => true) {
      for (;;) {
        const at = frames.findIndex((one) => one.type === type && holds(one.data));
        if (at >= 0) return frames.splice(at, 1)[0].data;
        await new Promise((resolve) => (wake = resolve));
      }
    },
  };
}

try {
  const began = Date.now();
  const teacher = await enter(ready.links.teacher[0]);
  const student = await enter(ready.links.students[0][0]);
  teacher.send(frame("say", { text: "Good morning!" }));
  const said = (entry) => entry.events.some((event) => event.type === "said" && event.item.text === "Good morning!");
  await student.next("entry", said);
  stop(0, `a student heard the teacher's first words, ${Date.now() - began} ms after the doors opened`);
} catch (error) {
  stop(1, String(error));
}
