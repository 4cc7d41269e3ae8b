import type { Messages } from "./messages.ts";

export const hi: Messages = {
  dir: "ltr",
  subject: "{{code}} आपका {{brand}} कोड है",
  title: "आपका {{brand}} कोड",
  preview: "{{duration}} तक मान्य, केवल {{host}} पर।",
  intros: {
    "sign-in": "{{brand}} में साइन इन करने के लिए इस कोड का इस्तेमाल करें:",
    "sign-up": "अपना {{brand}} खाता बनाने के लिए इस कोड का इस्तेमाल करें:",
    "confirm-email": "{{brand}} पर अपने ईमेल पते की पुष्टि करने के लिए इस कोड का इस्तेमाल करें:",
    "change-email": "{{brand}} पर अपने नए ईमेल पते की पुष्टि करने के लिए इस कोड का इस्तेमाल करें:",
    "reset-password": "अपना {{brand}} पासवर्ड रीसेट करने के लिए इस कोड का इस्तेमाल करें:",
    "delete-account": "अपना {{brand}} खाता मिटाने के लिए इस कोड का इस्तेमाल करें:",
    other: "{{brand}} पर “{{purpose}}” के लिए इस कोड का इस्तेमाल करें:",
  },
  place: "अनुरोध की जगह: {{place}}",
  validity: "यह कोड {{duration}} तक मान्य है।",
  warning: "इसे केवल {{host}} पर डालें। हम फ़ोन या मैसेज पर यह कोड कभी नहीं माँगते।",
  ignore: "अगर आपने यह कोड नहीं माँगा है, तो इस ईमेल को अनदेखा करें। कुछ नहीं होगा।",
  units: {
    second: { one: "# सेकंड", other: "# सेकंड" },
    minute: { one: "# मिनट", other: "# मिनट" },
    hour: { one: "# घंटे", other: "# घंटे" },
  },
};
