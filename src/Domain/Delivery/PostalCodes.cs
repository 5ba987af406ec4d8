namespace OrderPortal.Domain.Delivery;

/// <summary>What a postal code says of an address.</summary>
/// <param name="City">Empty where the code belongs to several.</param>
/// <param name="Town">Empty where the code belongs to several, or to none in particular.</param>
public sealed record PostalArea(string Prefecture, string City, string Town);

/// <summary>Looks postal codes up, where their table has been loaded.</summary>
public interface IPostalCodes
{
    /// <summary>True once a table has been loaded: without one nobody is offered a look-up.</summary>
    Task<bool> AreLoadedAsync(CancellationToken cancellationToken);

    /// <param name="postalCode">Seven digits.</param>
    /// <returns>What all areas of the code have in common, or null where there is no such code.</returns>
    Task<PostalArea?> FindAsync(string postalCode, CancellationToken cancellationToken);
}
