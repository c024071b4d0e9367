// One class on a real node: its own database, its own port, and a wire in between that can be cut. The browser talks to
// the wire, so a cut is one for the browser and for the node alike.

import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";

const SERVER = process.env.HOMEROOM_TEST_SERVER ?? fileURLToPath(new URL("../../target/debug/homeroom", import.meta.url));
/** A node with a fresh database is up within this. */
const READY_MS_MAX = 60_000;

export class Class {
  #node;
  #port = 0;
  #arguments;
  #environment;
  #wire;
  #sockets = new Set();
  #cut = false;
  #undo = [];

  /** A class with so many seats; pictures and sound only where asked for, and where there is a LiveKit. */
  static async open({ capacity = 12, media = false } = {}) {
    const opened = new Class();
    try {
      await opened.#open(capacity, media);
    } catch (error) {
      await opened.close();
      throw error;
    }
    return opened;
  }

  async #open(capacity, media) {
    this.#arguments = ["--capacity", String(capacity), ...(media ? [] : ["--media", "none"])];
    this.#environment = await this.#place();
    const ready = await this.#start(0);
    this.#port = ready.port;
    this.session = ready.session_id;
    this.media = ready.media ?? null;
    this.#wire = createServer((browser) => this.#join(browser));
    this.#wire.listen(0, "127.0.0.1");
    await once(this.#wire, "listening");
    const here = (link) => link.replace(`:${this.#port}`, `:${this.#wire.address().port}`);
    this.address = here(ready.class);
    this.teacher = ready.links.teacher.map(here);
    this.students = ready.links.students.map((links) => links.map(here));
    this.moderators = ready.links.moderators.map((links) => links.map(here));
  }

  /** A database of our own, in the cluster of this run or, by hand, in one that lives as long as the class. */
  async #place() {
    const cluster = process.env.HOMEROOM_TEST_POSTGRES;
    if (!cluster) {
      const home = await mkdtemp(join(tmpdir(), "homeroom-browser-"));
      await chmod(home, 0o755);
      this.#undo.push(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
      return { HOMEROOM_HOME: home };
    }
    const name = `browser_${process.pid}_${Date.now()}`;
    const client = new pg.Client({ connectionString: cluster });
    await client.connect();
    await client.query(`create database ${name}`);
    this.#undo.push(async () => {
      await client.query(`drop database ${name} with (force)`);
      await client.end();
    });
    const url = new URL(cluster);
    url.pathname = `/${name}`;
    return { DATABASE_URL: url.href };
  }

  async #start(port, more = []) {
    const options = ["dev", "--print-json", "--port", String(port), ...this.#arguments, ...more];
    const node = spawn(SERVER, options, {
      env: { ...process.env, ...this.#environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#node = node;
    const patience = AbortSignal.timeout(READY_MS_MAX);
    const [line] = await Promise.race([
      once(createInterface({ input: node.stdout }), "line", { signal: patience }),
      once(node, "exit", { signal: patience }).then(([code]) => {
        throw new Error(`the node ended with ${code} before it was ready`);
      }),
    ]);
    return JSON.parse(line);
  }

  #join(browser) {
    browser.on("error", () => undefined);
    if (this.#cut) {
      browser.resetAndDestroy();
      return;
    }
    const node = connect(this.#port, "127.0.0.1");
    for (const [one, other] of [[browser, node], [node, browser]]) {
      this.#sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }

  /**
   * Plans one more class of the same course and lesson, as a slot of the timetable too: its id, the path of its page, and
   * when it begins. `null` where the database is not known.
   */
  async plan({ startsIn, lasts = 3_600_000 }) {
    const database = this.#environment.DATABASE_URL;
    if (!database) return null;
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    const id = randomUUID();
    // At a whole second, so that a countdown to it changes with the clock.
    const startsAt = Math.ceil((Date.now() + startsIn) / 1_000) * 1_000;
    await client.query(
      `insert into session (id, course_id, title, summary, capacity, starts_at, ends_at)
       select $1, course_id, title, summary, capacity, $2, $3 from session where id = $4`,
      [id, new Date(startsAt), new Date(startsAt + lasts), this.session],
    );
    await client.query(
      `insert into slot (id, rule_id, rule_version, session_id, local_time, second, starts_at, changed_at)
       select $1, r.id, r.version, s.id, s.starts_at at time zone r.zone, false, s.starts_at, $2
         from session s join timetable_rule r on r.course_id = s.course_id where s.id = $1 limit 1`,
      [id, new Date()],
    );
    await client.end();
    return { id, path: `/class/${id}`, startsAt };
  }

  /** Gives an account another name, as only whoever has the database can. `false` where the database is not known. */
  async rename(from, to) {
    const database = this.#environment.DATABASE_URL;
    if (!database) return false;
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    await client.query("update account set name = $2 where name = $1", [from, to]);
    await client.end();
    return true;
  }

  /**
   * Students of the course of these names, as only whoever has the database can make them: the secrets of their links.
   * `null` where the database is not known.
   */
  async enrol(names) {
    const database = this.#environment.DATABASE_URL;
    if (!database) return null;
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    const [ids, secrets, grants] = [1, 2, 3].map(() => names.map(() => randomUUID()));
    const hashes = secrets.map((secret) => createHash("sha256").update(secret).digest());
    await client.query("insert into account (id, name) select * from unnest($1::uuid[], $2::text[])", [ids, names]);
    await client.query(
      `insert into enrolment (course_id, account_id, role)
       select s.course_id, a.id, 'student' from session s, unnest($1::uuid[]) a (id) where s.id = $2`,
      [ids, this.session],
    );
    await client.query(
      `insert into "grant" (id, account_id, plan_id, kind, valid_from)
       select g.id, g.account, p.id, 'subscription', $3 from unnest($1::uuid[], $2::uuid[]) g (id, account), plan p
        where p.name = 'everything'`,
      [grants, ids, new Date(Date.now() - 60_000)],
    );
    await client.query(
      "insert into magic_link (secret_hash, account_id, expires_at) select h, a, $3 from unnest($1::bytea[], $2::uuid[]) l (h, a)",
      [hashes, ids, new Date(Date.now() + 3_600_000)],
    );
    await client.end();
    return secrets;
  }

  /** Cuts the wire: everything on it breaks, and nothing new gets through. */
  cut() {
    this.#cut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Mends the wire. */
  mend() {
    this.#cut = false;
  }

  /** Kills the node where it stands. */
  async kill() {
    this.#node.kill("SIGKILL");
    await once(this.#node, "exit");
  }

  /** Starts it again, with the same database, at the same port; so many minutes ahead of this program's clock. */
  async restart({ ahead = 0 } = {}) {
    await this.#start(this.#port, ["--ahead", String(ahead)]);
  }

  /** Runs another verb of the same program on the same database, and waits until it has done its work. */
  async verb(...words) {
    const verb = spawn(SERVER, words, {
      env: { ...process.env, ...this.#environment, USER: "ana" },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const [code] = await once(verb, "exit");
    if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}`);
  }

  /** The newest mail to an address, as a local node shows it. */
  async mail(to) {
    const answer = await fetch(new URL("/outbox", this.address), { headers: { accept: "application/json" } });
    return (await answer.json()).find((letter) => letter.to === to);
  }

  async close() {
    this.cut();
    this.#wire?.close();
    if (this.#node && this.#node.exitCode === null && this.#node.signalCode === null) {
      this.#node.kill("SIGTERM");
      await once(this.#node, "exit");
    }
    for (const undo of this.#undo.reverse()) await undo();
  }
}
