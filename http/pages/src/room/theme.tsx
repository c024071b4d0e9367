// Light or dark: as the system asks, until the person says otherwise. The choice is this browser's.

import { signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { words } from "../words.ts";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

const KEY = "homeroom.theme";
const theme = signal<Theme>(remembered());

function remembered(): Theme {
  try {
    const found = localStorage.getItem(KEY);
    return THEMES.find((one) => one === found) ?? "system";
  } catch {
    return "system";
  }
}

/** Puts the choice on the page. */
export function applyTheme(): void {
  const root = document.documentElement;
  if (theme.value === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme.value;
}

function choose(next: Theme): void {
  theme.value = next;
  applyTheme();
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** The switch. */
export function ThemeSwitch() {
  const id = useId();
  return (
    <p class="theme small">
      <label for={id}>{words.theme.label}</label>
      <select
        id={id}
        class="field small-field"
        value={theme.value}
        onChange={(event) => choose(THEMES.find((one) => one === event.currentTarget.value) ?? "system")}
      >
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {words.theme[one]}
          </option>
        ))}
      </select>
    </p>
  );
}
