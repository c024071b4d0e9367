// More people than seats, and one person with two devices.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opened } from "./scene.mjs";
import { look } from "./screens.mjs";

const { browser, room } = await opened({ capacity: 1 });

test("who comes when the class is full watches without a picture, is told so, and chats", async () => {
  const [mira, tomas] = await Promise.all([browser.person(), browser.person()]);
  await mira.goesIn(room.students[0][0]);
  assert.equal(await mira.seat(), "Seat 1 of 1");
  await tomas.goesIn(room.students[1][0]);
  await tomas.sees("You are watching.");
  await tomas.sees("You are watching without picture.");
  await tomas.sees("Speaking needs a seat.");
  await mira.sees("1 seated, 1 watching");
  await tomas.says("I can write all the same");
  await mira.hears("I can write all the same");
  await look(tomas, "overflow");

  await mira.presses("Leave");
  await mira.sees("Leave class?");
  await look(mira, "leaving");
  await mira.page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await mira.sees("You left the class");
  await look(mira, "left");
  for (const person of [mira, tomas]) {
    person.isContent();
    await person.goes();
  }
});

test("a second device asks, takes over when told to, and the first one says what happened", async () => {
  const [laptop, phone] = await Promise.all([browser.person(), browser.person()]);
  await laptop.goesIn(room.students[2][0]);
  await laptop.says("From the laptop");
  await laptop.hears("From the laptop");
  await phone.opens(room.students[2][1]);
  await phone.presses(/^Go in/);
  await phone.sees("You are in this class on another device");
  await look(phone, "other-device");
  await phone.presses("Take over here");
  await phone.isInClass();
  await phone.hears("From the laptop");
  await laptop.sees("Your other device took the place");
  await look(laptop, "taken-over");
  await phone.says("From the phone");
  await phone.hears("From the phone");
  for (const person of [laptop, phone]) {
    person.isContent();
    await person.goes();
  }
});
