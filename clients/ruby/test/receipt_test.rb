# frozen_string_literal: true

require_relative "support"

class ReceiptTest < Minitest::Test
  NOON = Time.utc(2026, 6, 1, 12)
  ISSUER = "https://nopass.example"

  def setup
    @key = OpenSSL::PKey::EC.generate("prime256v1")
    point = @key.public_key.to_octet_string(:uncompressed)
    jwk = { kty: "EC", crv: "P-256", kid: "es-1", alg: "ES256", x: encode(point[1, 32]), y: encode(point[33, 32]) }
    @fake = FakeNoPass.new([200, { keys: [jwk] }])
    @verifier = NoPass::ReceiptVerifier.new(issuer: ISSUER, audience: "acme", jwks_url: "#{@fake.url}/jwks.json",
                                            clock: -> { NOON })
  end

  def teardown
    @fake.close
  end

  def encode(value)
    [value.is_a?(String) ? value : JSON.generate(value)].pack("m0").tr("+/", "-_").delete("=")
  end

  def receipt(claims = {}, header = {})
    header = { alg: "ES256", kid: "es-1", typ: "nopass-receipt+jwt" }.merge(header)
    said = { iss: ISSUER, aud: "acme", sub: "s", email: "ada@example.com", email_verified: true, purpose: "sign-in",
             amr: ["otp"], auth_time: NOON.to_i, iat: NOON.to_i, exp: NOON.to_i + 300, jti: "j" }.merge(claims)
    input = "#{encode(header)}.#{encode(claims.is_a?(Hash) ? said : claims)}"
    integers = OpenSSL::ASN1.decode(@key.sign("SHA256", input)).value
    "#{input}.#{encode(integers.map { |each| each.value.to_s(2).rjust(32, "\0") }.join)}"
  end

  def assert_refused(reason, receipt, **checks)
    assert_equal reason, assert_raises(NoPass::ReceiptError) { @verifier.verify(receipt, **checks) }.reason
  end

  def test_a_genuine_receipt_is_believed
    verified = @verifier.verify(receipt(nonce: "n"), nonce: "n")
    assert_equal ["ada@example.com", "j", NOON + 300], [verified.email, verified.id, verified.expires_at]
  end

  def test_what_is_wrong_is_refused_for_what_it_is
    assert_refused :malformed, "a.b"
    assert_refused :malformed, receipt({}, alg: "none")
    assert_refused :malformed, receipt({}, jku: "x")
    assert_refused :key_unknown, receipt({}, kid: "es-2")
    assert_refused :signature, receipt.sub(/....\z/, "AAAA")
    assert_refused :issuer, receipt(iss: "#{ISSUER}/")
    assert_refused :audience, receipt(aud: ["acme"])
    assert_refused :purpose, receipt(purpose: "delete")
    assert_refused :nonce, receipt(nonce: "n")
    assert_refused :nonce, receipt, nonce: nil
    assert_refused :expired, receipt(auth_time: 1, iat: 1, exp: 2)
    assert_refused :not_yet, receipt(iat: NOON.to_i + 31, exp: NOON.to_i + 60)
    assert_refused :claims, receipt(exp: NOON.to_i + 301)
    assert_refused :test, receipt(test: true)
  end

  # As it stands in README.md.
  def test_the_middleware_of_rack_lets_in_by_receipt_and_session
    example = File.read(File.expand_path("../README.md", __dir__))[/^class RequireReceipt$.*?^end$/m]
    middleware = Module.new.tap { |mod| mod.module_eval(example) }.const_get(:RequireReceipt)
    app = middleware.new(->(env) { [200, {}, [env["nopass.receipt"].email]] }, @verifier)
    show = ->(token, nonce) { app.call({ "HTTP_AUTHORIZATION" => token, "rack.session" => { nonce: } }) }
    bearer = "Bearer #{receipt(nonce: 'n-1')}"
    assert_equal [200, {}, ["ada@example.com"]], show.call(bearer, "n-1")
    refused = [401, { "content-type" => "application/json", "cache-control" => "no-store", "www-authenticate" => "Bearer" },
               ['{"error":"receipt_refused"}']]
    [[bearer, "n-2"], [bearer, nil], [nil, "n-1"], [bearer.delete_prefix("Bearer "), "n-1"]].each do |token, nonce|
      assert_equal refused, show.call(token, nonce)
    end
  end

  # The program that it begins with is run with the installed package: test/packages.
  def test_every_example_of_the_readme_is_ruby
    examples = File.read(File.expand_path("../README.md", __dir__)).scan(/^```ruby\n(.*?)^```$/m).flatten
    examples.each { |example| assert RubyVM::InstructionSequence.compile(example) }
    assert_operator examples.size, :>, 2
  end

  def test_a_receipt_counts_once
    guard = NoPass::MemoryReplayGuard.new
    far = ->(id, _) { guard.call(id, Time.now + 60) }
    @verifier.verify(receipt, consume: far)
    assert_refused :replayed, receipt, consume: far
  end

  def test_the_keys_are_fetched_once_and_kept
    2.times { @verifier.verify(receipt) }
    assert_refused :key_unknown, receipt({}, kid: "made-up")
    assert_equal 1, @fake.asked.size
  end

  def test_without_keys_nothing_is_known
    verifier = NoPass::ReceiptVerifier.new(issuer: "http://127.0.0.1:1", audience: "acme", clock: -> { NOON })
    error = assert_raises(NoPass::ReceiptError) { verifier.verify(receipt) }
    assert_equal :keys_unavailable, error.reason
    refute_nil error.cause
  end
end
