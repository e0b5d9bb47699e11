/** The guard before sending: notices what had better stay with the visitor. */
import { T } from "./texts.js";

const digits = (text) => text.replace(/\D/g, "");
const DATE = /^\D*\d{1,2}[-/. ]\d{1,2}[-/. ]\d{4}(?!\d)/;

/** The 11-test: weights 9 to 2, and -1 for the last digit. */
function isBsn(found) {
  const number = digits(found);
  if (number.length !== 9 || /^0+$/.test(number) || DATE.test(found)) return false;
  const sum = [...number].reduce((total, d, i) => total + d * (i === 8 ? -1 : 9 - i), 0);
  return sum % 11 === 0;
}

/** The test of ISO 13616: letters as numbers, first four at the end, remainder 1 of 97. */
function isIban(found) {
  const code = found.replace(/ /g, "").toUpperCase();
  if (/^NL\d{2}[A-Z]{4}\d{10}$/.test(code)) return true; // a slip of the finger is private too
  const turned = code.slice(4) + code.slice(0, 4);
  const number = turned.replace(/[A-Z]/g, (letter) => letter.charCodeAt(0) - 55);
  return [...number].reduce((rest, d) => (rest * 10 + Number(d)) % 97, 0) === 1;
}

/** Ten digits for a Dutch number; those of organisations (0800, 0900, 088) are not private. */
function isPhone(found) {
  const number = digits(found).replace(/^(?:00)?310?(?=\d{9}$)/, "0");
  if (DATE.test(found) || /^0(?:800|90\d|88)/.test(number)) return false;
  return /^\D*(?:\+|00)/.test(found) || number.length === 10;
}

/** Words that end like a street and are none. */
const NO_STREET = /^(?:onderweg|snelweg|halverwege|gerechtshof|rechthoek|park|plein|hof|pad|weg)$/i;

// The first group stays: what stands before it. Browsers of a few years ago lack lookbehind.
const PRIVATE = [
  {
    kind: "rekeningnummer",
    pattern: /(^|[^a-z0-9])(NL\d\d ?[a-z]{4}(?: ?\d){10})(?!\d)/gi,
    holds: isIban,
  },
  {
    kind: "rekeningnummer",
    pattern: /(^|[^A-Z0-9])([A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)(?![A-Z0-9])/g,
    holds: isIban,
  },
  {
    kind: "e-mailadres",
    pattern: /(^|[\s<>(,;:])([^\s@<>(),;:]+@[^\s@<>(),;:]+\.[a-z]{2,})/gi,
    holds: () => true,
  },
  {
    kind: "telefoonnummer",
    pattern: /(^|[^\d+])((?:\+|00)\d{2}[ -]?(?:\(0\)[ -]?)?\d(?:[ .-]?\d){7,11})(?!\d)/g,
    holds: isPhone,
  },
  {
    kind: "telefoonnummer",
    pattern: /(^|[^\d+])(\(?0[1-9]\d{0,2}\)?(?:[ .-]{0,3}\d){6,8})(?!\d)/g,
    holds: isPhone,
  },
  {
    kind: "BSN",
    pattern: /(^[ .-]?|[^\d .-]|[^\d][ .-])(\d(?:[ .-]?\d){8})(?![ .-]?\d)/g,
    holds: isBsn,
  },
  {
    // the postcode itself is a whole street, and is needed; with the number it is one door
    kind: "adres",
    mark: T.houseNumber,
    pattern: /(\b[1-9]\d{3} ?[a-z]{2}[ ,]*)((?:huisnummer|nummer|nr\.?)? ?\d{1,5} ?[a-z]?)(?!\w)/gi,
    holds: () => true,
  },
  {
    kind: "adres",
    mark: T.houseNumber,
    pattern:
      /(\b[\w'.-]*(?:straat|laan|weg|plein|gracht|kade|singel|dijk|hof|pad|park|dreef|steeg) )(\d{1,4} ?[a-z]?)(?![\w:.])/gi,
    holds: (_, before) => !NO_STREET.test(before.trim()),
  },
];

/**
 * Finds what had better not be sent.
 *
 * @param {string} text what the visitor typed.
 * @param {string} [expected] a kind that the assistant has just asked for.
 * @returns {{kinds: string[], masked: string}} the kinds, and the text without them.
 */
export function findPrivate(text, expected) {
  const kinds = new Set();
  let masked = text;
  for (const { kind, mark, pattern, holds } of PRIVATE) {
    if (kind === expected) continue;
    masked = masked.replace(pattern, (all, before, found) => {
      if (!holds(found, before)) return all;
      kinds.add(kind);
      return before + T.removed(mark ?? kind);
    });
  }
  return { kinds: [...kinds], masked };
}
