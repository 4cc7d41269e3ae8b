# frozen_string_literal: true

module NoPass
  VERSION = "0.1.0"
end
