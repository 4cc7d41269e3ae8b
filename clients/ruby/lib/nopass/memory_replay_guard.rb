# frozen_string_literal: true

module NoPass
  # A `consume` for one process that may forget when it is restarted: keep one for all calls. Several processes need a
  # database.
  #
  # When it is full it raises: to forget a receipt early would let it in again.
  class MemoryReplayGuard
    def initialize(capacity: 100_000)
      @capacity = capacity
      @untils = {}
      @lock = Mutex.new
    end

    def call(id, until_time)
      @lock.synchronize do
        # The oldest come first. One that ends early behind one that ends late waits for it, a few minutes at most.
        @untils.shift while @untils.any? && @untils.first.last <= Time.now
        next false if @untils.key?(id)
        raise "the replay guard is full, use a database" if @untils.size >= @capacity

        @untils[id] = until_time
        true
      end
    end
  end
end
