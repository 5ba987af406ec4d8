[assembly: AssemblyFixture(typeof(OrderPortal.Testing.PostgresCluster))]
