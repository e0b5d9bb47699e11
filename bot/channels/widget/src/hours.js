/** Whether a site wants the chat to be there now: data-tijden="ma-vr 08:00-18:00, za 09:00-12:30". */

const DAYS = ["ma", "di", "wo", "do", "vr", "za", "zo"];
const PART = /^(ma|di|wo|do|vr|za|zo)(?:-(ma|di|wo|do|vr|za|zo))? (\d\d?):(\d\d)-(\d\d?):(\d\d)$/;

/** The day (0 is Monday) and minutes since midnight on a clock in Amsterdam. */
function clockOf(moment) {
  const shown = { timeZone: "Europe/Amsterdam", weekday: "short", hour: "2-digit", minute: "2-digit" };
  const format = new Intl.DateTimeFormat("nl-NL", { ...shown, hourCycle: "h23" });
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return [DAYS.indexOf(parts.weekday.slice(0, 2)), Number(parts.hour) * 60 + Number(parts.minute)];
}

/** True within the hours, without hours, and with hours that cannot be read: hiding is the exception. */
export function isOpenAt(hours, moment) {
  const parts = String(hours ?? "").split(",").map((part) => PART.exec(part.trim().toLowerCase()));
  if (!parts.every(Boolean)) return true;
  const [day, minute] = clockOf(moment);
  return parts.some(([, from, to, ...times]) => {
    const [first, last] = [DAYS.indexOf(from), DAYS.indexOf(to ?? from)];
    const today = first <= last ? day >= first && day <= last : day >= first || day <= last;
    const [h1, m1, h2, m2] = times.map(Number);
    return today && minute >= h1 * 60 + m1 && minute < h2 * 60 + m2;
  });
}
