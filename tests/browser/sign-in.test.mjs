// Signing in by mail: the address, the code, the link in its own browser and in another, and too often.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened();
const home = new URL("/", room.address).href;

/** The newest mail to an address: its code, and its link. */
async function mail(to) {
  const answer = await fetch(new URL("/outbox", home), { headers: { accept: "application/json" } });
  const { text } = (await answer.json()).find((letter) => letter.to === to);
  return { code: /Your code: +(\d{3} \d{3})/.exec(text)[1], link: /^http\S+$/m.exec(text)[0] };
}

const email = (person) => person.page.getByRole("textbox", { name: "Email" });
const code = (person) => person.page.getByRole("textbox", { name: "The code, six figures" });

async function asks(person, address) {
  await email(person).fill(address);
  await person.presses("Email me a link and a code");
}

test("an address, a wrong code and the right one lead to the classes, and stay there", async () => {
  const mira = await browser.person();
  await mira.page.goto(home);
  await mira.sees("Come on in");
  await look(mira, "sign-in");
  await asks(mira, "mira");
  await mira.sees("This is no address like name@example.org.");
  await look(mira, "sign-in-no-address");
  await asks(mira, " Mira@Example.org ");
  await mira.sees("Check your email");
  await look(mira, "sign-in-code");
  const { code: right } = await mail("mira@example.org");
  const wrong = String((Number(right.replace(" ", "")) + 1) % 1_000_000).padStart(6, "0");
  await code(mira).pressSequentially(wrong);
  await mira.sees("That code doesn't match. 4 tries left.");
  await look(mira, "sign-in-wrong");
  await mira.page.reload();
  await mira.sees("Check your email");
  await code(mira).fill(right);
  await mira.sees("Signed in as Mira");
  await mira.sees("On now");
  await look(mira, "sign-in-home");
  await mira.page.reload();
  await mira.sees("Signed in as Mira");
  assert.equal(new URL(mira.page.url()).href, home);
  mira.isContent();
  await mira.goes();
});

test("a link does nothing in another browser, whatever runs there, and signs in the one that asked", async () => {
  const [tomas, scanner] = await Promise.all([browser.person(), browser.person()]);
  await tomas.page.goto(room.address);
  await asks(tomas, "tomas@example.org");
  await tomas.sees("Check your email");
  const { link, code: figures } = await mail("tomas@example.org");
  assert.ok(link.startsWith(`${room.address}#link=`), link);
  await scanner.page.goto(link);
  await scanner.sees("This link belongs to another browser");
  assert.equal(new URL(scanner.page.url()).hash, "");
  await look(scanner, "sign-in-other-browser");
  await scanner.presses("Send a new link to this browser");
  await scanner.sees("Come on in");
  assert.deepEqual(await scanner.page.context().cookies(), []);
  // Another tab of the browser that asked: the link leads to the class it was asked for.
  const tab = await tomas.page.context().newPage();
  await tab.goto(link);
  await tab.getByText("How do you look and sound?").waitFor();
  await tab.close();
  // The first tab is signed in as well once somebody looks at it again.
  await tomas.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await tomas.sees("How do you look and sound?");
  assert.match(figures, /^\d{3} \d{3}$/);
  for (const person of [tomas, scanner]) {
    person.isContent();
    await person.goes();
  }
});

test("after the last try the code is shut, and another mail opens it again", async () => {
  const aylin = await browser.person();
  await aylin.page.goto(home);
  await asks(aylin, "aylin@example.org");
  await aylin.sees("Check your email");
  const { code: right } = await mail("aylin@example.org");
  const wrong = String((Number(right.replace(" ", "")) + 1) % 1_000_000).padStart(6, "0");
  for (const said of ["4 tries left", "3 tries left", "2 tries left", "1 try left", "No tries left"]) {
    await code(aylin).fill("");
    await code(aylin).fill(wrong);
    await aylin.sees(said);
  }
  assert.ok(await code(aylin).isDisabled());
  await look(aylin, "sign-in-no-tries");
  // Without waiting half a minute: what the page would do when the time has come.
  await aylin.presses("Use another address");
  await asks(aylin, "aylin@example.org");
  await aylin.sees("Works until");
  await code(aylin).fill((await mail("aylin@example.org")).code);
  await aylin.sees("Signed in as Aylin");
  aylin.isContent();
  await aylin.goes();
});

test("too often is said with the time after which it works again", async () => {
  const jonah = await browser.person();
  await jonah.page.goto(home);
  await jonah.sees("Come on in");
  await jonah.page.evaluate(async () => {
    const ask = () =>
      fetch("/v1/auth/magic-link", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email: "jonah@example.org" }),
      });
    for (let n = 0; n < 10; n++) await ask();
  });
  await asks(jonah, "jonah@example.org");
  await jonah.sees(/Too often. You can ask again in 0:\d\d/);
  await look(jonah, "sign-in-too-often");
  jonah.isContent();
  await jonah.goes();
});
