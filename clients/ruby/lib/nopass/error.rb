# frozen_string_literal: true

module NoPass
  # One field that broke its rule, named as in the proto file (`ttl`, `client_ip`).
  Violation = Struct.new(:field, :description, keyword_init: true)

  # The one error that calls raise, whatever went wrong on the way: look at `reason`.
  #
  # It can be logged whole: its message is fixed for each reason, and neither the API key, nor a code, nor an address is
  # in it.
  class Error < StandardError
    # The service's refusals, which mean the same in every language.
    REFUSALS = {
      request_invalid: "a field breaks its rule, see violations",
      email_invalid: "this is not an address that can be mailed",
      key_unknown: "the API key is not one of this service's",
      key_forbidden: "the API key must not be used like this",
      cooling_down: "it is too soon after the last code sent to this address",
      address_limited: "too many unredeemed codes were sent to this address",
      address_undeliverable: "mail to this address bounced or was complained about",
      caller_limited: "the limit of the API key or of the network address is reached",
      delivery_failed: "the mail was not accepted, and nothing was charged",
      delivery_unknown: "the mail may or may not arrive, see challenge_id",
      store_unavailable: "the service cannot reach its database",
      overloaded: "the service has more calls than it can serve",
      code_rejected: "the code is wrong, see attempts_left",
      challenge_expired: "the challenge has expired",
      challenge_closed: "the challenge was redeemed or wiped before",
      challenge_unknown: "the challenge is not one of this service's",
      internal: "the service failed"
    }.freeze

    # Every reason: `unreachable` is no answer of the service's, such as a broken connection or a proxy's 502; after
    # `timeout` a mail may have been sent, or a code judged; `canceled` means that the client was closed; `unknown` is an
    # answer that this version does not understand.
    REASONS = REFUSALS.merge(
      unreachable: "the service did not answer",
      timeout: "the deadline passed before the service answered",
      canceled: "the client was closed",
      unknown: "the answer was not understood"
    ).freeze

    # One of REASONS, such as `:code_rejected`.
    attr_reader :reason

    # How many seconds to wait before the call can succeed, where the service said so.
    attr_reader :retry_after

    # With `:code_rejected`: how many more codes may be tried. At 0 the challenge is gone.
    attr_reader :attempts_left

    # With `:delivery_unknown`: where the code can be judged if it arrives after all.
    attr_reader :challenge_id

    # With `:request_invalid`: every field that broke its rule.
    attr_reader :violations

    def initialize(reason, retry_after: nil, attempts_left: nil, challenge_id: nil, violations: [])
      super("#{reason}: #{REASONS.fetch(reason)}")
      @reason = reason
      @retry_after = retry_after
      @attempts_left = attempts_left
      @challenge_id = challenge_id
      @violations = violations.freeze
    end
  end

  # What helps to find a fault, as the `cause` of an Error: a kind of failure or a status, and nothing that was sent.
  class Fault < StandardError; end
end
