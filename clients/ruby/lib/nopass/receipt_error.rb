# frozen_string_literal: true

module NoPass
  # What a receipt is refused with: look at `reason`. Nothing of the receipt is in it: it can be logged whole.
  #
  # All but `:keys_unavailable` are the receipt's fault, and final; that one can be tried again later, and its `cause`
  # says what failed.
  class ReceiptError < StandardError
    REASONS = {
      malformed: "this is not a receipt",
      key_unknown: "the receipt was not signed with a key of the issuer",
      signature: "the signature of the receipt is wrong",
      issuer: "the receipt is from another service",
      audience: "the receipt is for another tenant",
      purpose: "the receipt is for another purpose",
      nonce: "the receipt is for another session",
      expired: "the receipt is too old",
      not_yet: "the receipt is dated in the future",
      claims: "the receipt does not say what a receipt says",
      test: "the receipt is for tests, and proves nothing",
      replayed: "the receipt was used before",
      keys_unavailable: "the keys of the issuer cannot be had, see cause"
    }.freeze

    # One of REASONS, such as `:expired`.
    attr_reader :reason

    def initialize(reason)
      super("#{reason}: #{REASONS.fetch(reason)}")
      @reason = reason
    end
  end
end
