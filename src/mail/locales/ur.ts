import type { Messages } from "./messages.ts";

export const ur: Messages = {
  dir: "rtl",
  subject: "{{code}} آپ کا {{brand}} کوڈ ہے",
  title: "آپ کا {{brand}} کوڈ",
  preview: "{{duration}} تک کارآمد، صرف {{host}} پر۔",
  intros: {
    "sign-in": "{{brand}} میں سائن اِن کرنے کے لیے یہ کوڈ استعمال کریں:",
    "sign-up": "اپنا {{brand}} اکاؤنٹ بنانے کے لیے یہ کوڈ استعمال کریں:",
    "confirm-email": "{{brand}} پر اپنے ای میل پتے کی تصدیق کے لیے یہ کوڈ استعمال کریں:",
    "change-email": "{{brand}} پر اپنے نئے ای میل پتے کی تصدیق کے لیے یہ کوڈ استعمال کریں:",
    "reset-password": "اپنا {{brand}} پاس ورڈ دوبارہ ترتیب دینے کے لیے یہ کوڈ استعمال کریں:",
    "delete-account": "اپنا {{brand}} اکاؤنٹ حذف کرنے کے لیے یہ کوڈ استعمال کریں:",
    other: "{{brand}} پر ”{{purpose}}“ کے لیے یہ کوڈ استعمال کریں:",
  },
  place: "درخواست کی جگہ: {{place}}",
  validity: "یہ کوڈ {{duration}} تک کارآمد ہے۔",
  warning: "اسے صرف {{host}} پر درج کریں۔ ہم فون یا پیغام کے ذریعے یہ کوڈ کبھی نہیں مانگتے۔",
  ignore: "اگر آپ نے یہ کوڈ نہیں مانگا تو اس ای میل کو نظر انداز کر دیں۔ کچھ نہیں ہوگا۔",
  units: {
    second: { one: "# سیکنڈ", other: "# سیکنڈ" },
    minute: { one: "# منٹ", other: "# منٹ" },
    hour: { one: "# گھنٹے", other: "# گھنٹے" },
  },
};
