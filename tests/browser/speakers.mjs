// Many people at once, without a page for each: one page has all their sockets.

/** Runs in a page: each signs in, goes in, says a text, and reports it over a second person where that is wanted. */
export async function speak({ session, people }) {
  const uuid = () => {
    const time = Date.now().toString(16).padStart(12, "0");
    const rest = crypto.randomUUID().slice(15);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${rest}`;
  };
  const post = async (path, body, token) => {
    const own = token ? { authorization: `Bearer ${token}`, "idempotency-key": uuid() } : {};
    const headers = { "content-type": "application/json", ...own };
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const one = async ({ secret, text, report }) => {
    const { access_token: token, account } = await post("/v1/auth/magic-link/redeem", { secret });
    const { ticket } = await post("/v1/join", { session_id: session }, token);
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/v1/classroom/${session}`, "homeroom.v1");
    const waiting = new Map();
    let welcome;
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.type === "welcome") welcome();
      if (frame.type === "ack" || frame.type === "refused") waiting.get(frame.data.id)?.(frame);
    };
    await new Promise((open) => (socket.onopen = open));
    const ask = (type, data) => {
      const id = uuid();
      const answered = new Promise((answer) => waiting.set(id, answer));
      socket.send(JSON.stringify({ id, type, data }));
      return answered;
    };
    await new Promise((done) => {
      welcome = done;
      void ask("hello", { ticket });
    });
    const said = await ask("say", { text });
    const kept = { name: account.name, text, person: account.id, message: said.data.id, said: said.type };
    if (report) {
      kept.sentAt = Date.now();
      kept.reported = (await ask("report", { kind: "other", ...report })).type;
    }
    socket.close(1000);
    return kept;
  };
  return Promise.all(people.map(one));
}
