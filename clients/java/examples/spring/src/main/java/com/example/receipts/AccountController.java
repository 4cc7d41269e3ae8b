package com.example.receipts;

import io.github.nopass.VerifiedReceipt;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** A page that only the owner of a mailbox can use. */
@RestController
class AccountController {
  /** Uses the address of the receipt, never one that came beside it. */
  @PostMapping("/account/delete")
  String delete(@RequestAttribute(ReceiptFilter.RECEIPT) VerifiedReceipt receipt) {
    return "deleted the account of " + receipt.email();
  }
}
