# frozen_string_literal: true

require "json"
require_relative "error"
require_relative "http"
require_relative "public_key"
require_relative "receipt_error"

module NoPass
  # Trusts the keys that the service publishes, and keeps them.
  #
  # A key that is not among them is asked for once, so that a new one is known at once, and not again for a cool-down:
  # anybody can make up key names. When the service cannot be reached its last keys stay good for a day.
  class PublishedKeys
    TIMEOUT = 5
    CACHE = 300
    LONGEST_CACHE = 3600
    COOLDOWN = 30
    PAUSE_WITHOUT_KEYS = 1
    LONGEST_OUTAGE = 86_400
    # A program that makes up addresses must not fill the memory.
    MOST_URLS = 100
    private_constant :TIMEOUT, :CACHE, :LONGEST_CACHE, :COOLDOWN, :PAUSE_WITHOUT_KEYS, :LONGEST_OUTAGE, :MOST_URLS

    @shared = {}
    @lock = Mutex.new

    # One for each address, so that all calls share its keys and its cool-down.
    def self.shared(url, clock)
      @lock.synchronize do
        @shared.shift if @shared.size >= MOST_URLS && !@shared.key?(url)
        @shared[url] ||= new(url, clock)
      end
    end

    def initialize(url, clock)
      @url = url
      @clock = clock
      @lock = Mutex.new
      @keys = []
      @asked_at = @received_at = -Float::INFINITY
      @lifetime = 0
      @failure = nil
    end

    def find(kid, alg)
      found = @lock.synchronize { candidates(kid, alg) }
      raise PublicKey::Broken, "two keys have the same name" if found.size > 1

      PublicKey.new(found.first)
    rescue PublicKey::Broken => e
      raise ReceiptError.new(:keys_unavailable), cause: Fault.new(e.message)
    end

    private

    def candidates(kid, alg)
      ask if passed?(@lifetime, @received_at) && may_ask?
      raise unavailable unless usable?

      found = named(kid, alg)
      if found.empty? && may_ask?
        ask
        found = named(kid, alg)
      end
      return found unless found.empty?

      # The service may know the key by now, and cannot be asked.
      raise @failure ? unavailable : ReceiptError.new(:key_unknown)
    end

    def named(kid, alg)
      @keys.select { |jwk| PublicKey.fits?(jwk, kid, alg) }
    end

    def ask
      @asked_at = @clock.call.to_f
      response = Http.ask(Net::HTTP::Get.new(URI(@url), "Accept-Encoding" => "identity"), TIMEOUT)
      @keys = keys_of(response)
      @received_at = @asked_at
      @lifetime = [LONGEST_CACHE, [COOLDOWN, max_age(response.headers["cache-control"].to_s)].max].min
      @failure = nil
    rescue Http::Failure, PublicKey::Broken => e
      @failure = e.message
    end

    def keys_of(response)
      raise PublicKey::Broken, "the keys were answered with status #{response.status}" unless response.status == 200

      set = JSON.parse(response.body, max_nesting: 32)
      keys = set["keys"] if set.is_a?(Hash)
      keys.is_a?(Array) ? keys : raise(PublicKey::Broken, "the answer is no key set")
    rescue JSON::ParserError, EncodingError
      raise PublicKey::Broken, "the answer is no JSON", cause: nil
    end

    # RFC 9111 §5.2.2; `no-store` and `no-cache` ask for as little as possible.
    def max_age(cache_control)
      return 0 if cache_control.match?(/\bno-(store|cache)\b/i)

      cache_control[/(?:^|[\s,])max-age="?(\d{1,9})/i, 1]&.to_i || CACHE
    end

    def may_ask?
      passed?(usable? ? COOLDOWN : PAUSE_WITHOUT_KEYS, @asked_at)
    end

    def usable?
      !passed?(LONGEST_OUTAGE, @received_at)
    end

    # A clock that was set back counts as if the time had passed.
    def passed?(seconds, since)
      passed = @clock.call.to_f - since
      passed >= seconds || passed.negative?
    end

    def unavailable
      raise ReceiptError.new(:keys_unavailable), cause: Fault.new(@failure || "the keys were not asked for")
    end
  end
  private_constant :PublishedKeys
end
