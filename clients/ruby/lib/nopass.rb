# frozen_string_literal: true

require_relative "nopass/version"
require_relative "nopass/error"
require_relative "nopass/client"
require_relative "nopass/receipt_verifier"
require_relative "nopass/memory_replay_guard"

# Proves that a person controls a mailbox: NoPass::Client mails codes and judges them, NoPass.verify_receipt checks the
# receipts that come of it.
module NoPass
  # Returns what a receipt proves, or raises a ReceiptError. The keys of each service are fetched once and kept.
  #
  # Takes what ReceiptVerifier.new takes about the service, and what ReceiptVerifier#verify takes about this receipt.
  def self.verify_receipt(receipt, issuer:, audience:, jwks_url: nil, allow_test: false, clock_tolerance: 30, **checks)
    trust = { issuer:, audience:, jwks_url:, allow_test: }
    ReceiptVerifier.new(**trust, clock_tolerance:, keys: PublishedKeys.method(:shared))
                   .verify(receipt, **checks)
  end
end
