// The pages work without this script; it adds pushed news, signs, shortcuts and sound.
import { follow } from "./stroom.js";
import { talk } from "./gesprek.js";
import { shortcuts } from "./toetsen.js";
import { notices } from "./meldingen.js";
import { clocks } from "./klok.js";

const signs = notices();
clocks();
shortcuts();
const open = talk(signs);
follow(signs, open);
document.documentElement.dataset.klaar = "1";
