// The start of every page: the clock, the devices, the address, and who is signed in.

import { render } from "preact";
import { startClock } from "./client/clock.ts";
import { followDevices } from "./client/devices.ts";
import "./look/look.css";
import { App, begin } from "./room/app.tsx";
import { followHistory } from "./room/place.ts";
import { applyTheme } from "./room/theme.tsx";

applyTheme();
startClock();
followHistory();
followDevices();
void begin();

const root = document.getElementById("app");
if (root) render(<App />, root);
