import Foundation
import TestSupport
import Testing

/// `tarn test`, run as a shell runs it.
struct TestCommandTests {
  @Test func testsRun() throws {
    let place = try SessionTests.Place()
    try place.scratch.makeFolder("t/deep")
    try place.write(
      "t/deep/good_test.lua",
      """
      return {
        ["numbers"] = function()
          check.close(1, 1.05, 0.1) check.close(tensor{1, 2}, {1, 2}) check.equal({a = {1}}, {a = {1}})
          check.truthy(0) check.close({x = 1/0}, {x = 1/0})
          check.equal(check.throws(function() error("boom (1)", 0) end, "boom (1)"), "boom (1)")
          check.throws(function() error({}) end)
        end,
        ["the helper beside"] = function() check.equal(require("helper"), 7) end,
      }
      """)
    try place.write("t/deep/helper.lua", "return 7")
    try place.write("t/other.lua", "error('not a test')")
    let good = try place.run("test", "t")
    #expect(good.status == 0, "\(good.output)")
    #expect(
      good.output
        == "ok    t/deep/good_test.lua: numbers\nok    t/deep/good_test.lua: the helper beside\n2 tests, all passed\n"
    )
    try place.write(
      "t/bad_test.lua",
      """
      return {
        a = function() check.close(1, 2, 0.5) end,
        b = function() check.equal({x = {1, 2}}, {x = {1, 3}}) end,
        c = function() check.truthy(nil) end,
        d = function() check.throws(function() end, "x") end,
        e = function() check.throws(function() error("y") end, "x") end,
        f = function() check.close(0/0, 0/0) end,
        g = function() os.exit(0) end,
        h = function() check.close(tensor{1, 2}, tensor{1, 2, 3}) end,
        i = 5,
      }
      """)
    let bad = try place.run("test", "t")
    #expect(bad.status == 1 && bad.output.hasSuffix("11 tests, 9 failed\n"))
    for part in [
      "bad_test.lua:2: got 1, expected 2 within 0.5 (difference 1)",
      "bad_test.lua:3: at .x[2]: got 2, expected 3",
      "bad_test.lua:4: expected a true value, got nil", "bad_test.lua:5: expected an error: x",
      "expected an error with \"x\", got: t/bad_test.lua:6: y", "os.exit is not for tests",
      "a test must be a function, got 5",
      "bad_test.lua:9: got a tensor of shape 2, expected 3",
      "bad_test.lua:7: got nan, expected nan",
    ] { #expect(bad.output.contains(part), "\(part)") }
    try place.write("t/bad_test.lua", "return = 1")
    #expect(try place.run("test", "t/bad_test.lua").status == 1)
    try place.write("t/bad_test.lua", "return 5")
    #expect(try place.run("test", "t").output.contains("must return a table of tests, got 5"))
    #expect(try place.run("test", "recipes").status == 1)
    #expect(try place.run("test", "nowhere").status == 2)
  }

  /// Each test is run again under other conditions, and a fault in them is found even where the test's own
  /// tolerance lets it pass.
  @Test func verifyFindsWrongFusion() throws {
    let place = try SessionTests.Place()
    try place.write(
      "f_test.lua",
      """
      local f = tarn.compile(function(x) return (x:exp() * 2 + x:tanh()):sum() end)
      return { ["a sum"] = function()
        local x = tensor.linspace(0, 1, 50)
        f(x)
        check.close(f(x), 200, 100)
        local net = nn.Sequential { nn.Linear(3, 2) }
        check.close(net:parameters():sum(), 0, 10)
      end }
      """)
    #expect(try place.run("test").status == 0)
    let verified = try place.run("test", ".", "--verify")
    #expect(verified.status == 0, "\(verified.output)")
    let faulty = try place.run("test", "--verify", variables: ["TARN_FAULT": "fusion"])
    #expect(faulty.status == 1 && faulty.output.contains("without fusion: a compared value is"))
    #expect(try place.run("test", variables: ["TARN_FAULT": "fusion"]).status == 0)
    try place.write(
      "f_test.lua", "return { a = function() check.equal(tensor{0.1}:dtype(), 1) end }")
    #expect(try place.run("test", "--verify").status == 1)
    // What rounding alone decides does not hold in float64.
    try place.write(
      "f_test.lua", "return { a = function() check.truthy((tensor{1} + 1e-9)[1] == 1) end }")
    #expect(try place.run("test").status == 0)
    #expect(try place.run("test", "--verify").output.contains("in float64: "))
  }
}
