import Testing

@Suite("placeholder") struct P {}
