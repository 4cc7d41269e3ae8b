import type { Messages } from "./messages.ts";

export const he: Messages = {
  dir: "rtl",
  subject: "{{code}} הוא הקוד שלך ב־{{brand}}",
  title: "הקוד שלך ב־{{brand}}",
  preview: "בתוקף למשך {{duration}}, רק באתר {{host}}.",
  intros: {
    "sign-in": "זה הקוד לכניסה אל {{brand}}:",
    "sign-up": "זה הקוד ליצירת החשבון שלך ב־{{brand}}:",
    "confirm-email": "זה הקוד לאישור כתובת הדוא״ל שלך ב־{{brand}}:",
    "change-email": "זה הקוד לאישור כתובת הדוא״ל החדשה שלך ב־{{brand}}:",
    "reset-password": "זה הקוד לאיפוס הסיסמה שלך ב־{{brand}}:",
    "delete-account": "זה הקוד למחיקת החשבון שלך ב־{{brand}}:",
    other: "זה הקוד שלך ב־{{brand}} עבור ״{{purpose}}״:",
  },
  place: "מקום הבקשה: {{place}}",
  validity: "הקוד בתוקף למשך {{duration}}.",
  warning: "יש להזין אותו רק באתר {{host}}. לעולם לא נבקש אותו בטלפון או בהודעה.",
  ignore: "לא ביקשת את הקוד? אפשר להתעלם מההודעה הזו, ושום דבר לא יקרה.",
  units: {
    second: { one: "שנייה אחת", two: "שתי שניות", other: "# שניות" },
    minute: { one: "דקה אחת", two: "שתי דקות", other: "# דקות" },
    hour: { one: "שעה אחת", two: "שעתיים", other: "# שעות" },
  },
};
