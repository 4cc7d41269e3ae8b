# frozen_string_literal: true

require_relative "lib/nopass/version"

Gem::Specification.new do |spec|
  spec.name = "nopass"
  spec.version = NoPass::VERSION
  spec.authors = ["The NoPass authors"]
  spec.summary = "Proves that a person controls a mailbox: mails a one-time code and judges what comes back"
  spec.description = "The client of NoPass. It also checks receipts without asking the service."
  spec.license = "MIT"
  spec.homepage = "https://rubygems.org/gems/nopass"
  spec.required_ruby_version = ">= 3.1"
  spec.files = Dir["lib/**/*.rb", "README.md", "LICENSE"]
  spec.metadata = {
    "documentation_uri" => "https://www.rubydoc.info/gems/nopass",
    "rubygems_mfa_required" => "true"
  }
end
