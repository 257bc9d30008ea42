"""PostgreSQL as the second wall: a connection that knows the scope, and the policies that go by it."""
