import type { Messages } from "./messages.ts";

export const fa: Messages = {
  dir: "rtl",
  digits: "arabext",
  subject: "{{code}} کد شما در {{brand}} است",
  title: "کد شما در {{brand}}",
  preview: "تا {{duration}} معتبر است، فقط در {{host}}.",
  intros: {
    "sign-in": "برای ورود به {{brand}} از این کد استفاده کنید:",
    "sign-up": "برای ساختن حساب خود در {{brand}} از این کد استفاده کنید:",
    "confirm-email": "برای تأیید نشانی ایمیل خود در {{brand}} از این کد استفاده کنید:",
    "change-email": "برای تأیید نشانی ایمیل جدید خود در {{brand}} از این کد استفاده کنید:",
    "reset-password": "برای بازنشانی گذرواژهٔ خود در {{brand}} از این کد استفاده کنید:",
    "delete-account": "برای حذف حساب خود در {{brand}} از این کد استفاده کنید:",
    other: "از این کد در {{brand}} برای «{{purpose}}» استفاده کنید:",
  },
  place: "محل درخواست: {{place}}",
  validity: "این کد تا {{duration}} معتبر است.",
  warning: "آن را فقط در {{host}} وارد کنید. ما هرگز آن را تلفنی یا با پیام از شما نمی‌خواهیم.",
  ignore: "اگر شما این کد را درخواست نکرده‌اید، این ایمیل را نادیده بگیرید. هیچ اتفاقی نمی‌افتد.",
  units: {
    second: { one: "# ثانیه", other: "# ثانیه" },
    minute: { one: "# دقیقه", other: "# دقیقه" },
    hour: { one: "# ساعت", other: "# ساعت" },
  },
};
