using System.Globalization;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>
/// The account that PostgreSQL's programs run as: the portal's own, or, because they refuse root, the one that owns the
/// cluster, else <c>postgres</c>, else <c>nobody</c>.
/// </summary>
internal sealed class ServerAccount
{
    private static readonly string[] Candidates = ["postgres", "nobody"];
    private readonly string[] _prefix;

    private ServerAccount(int? userId, int? groupId, string[] prefix)
    {
        UserId = userId;
        GroupId = groupId;
        _prefix = prefix;
    }

    /// <summary>Null when it is the portal's own.</summary>
    private int? UserId { get; }
    private int? GroupId { get; }

    public static async Task<ServerAccount> ChooseAsync(ClusterFolder folder, PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new ServerAccount(userId: null, groupId: null, []);
        }

        var (userId, groupId) = await OwnerOfClusterAsync(folder, cancellationToken) ?? await FirstCandidateAsync(cancellationToken)
            ?? throw Unusable("PostgreSQL refuses to run as root, and neither an account postgres nor nobody exists. Run the portal as an ordinary user.");
        return await ReachingAsync(userId, groupId, folder, binaries, cancellationToken);
    }

    public Task<ServerCommandResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        _prefix.Length == 0
            ? ServerCommand.RunAsync(program, arguments, cancellationToken)
            : ServerCommand.RunAsync(_prefix[0], [.. _prefix[1..], program, .. arguments], cancellationToken);

    /// <summary>Makes the account the owner, so that PostgreSQL accepts the folder as its own.</summary>
    public async Task TakeAsync(string path, CancellationToken cancellationToken)
    {
        if (UserId is null)
        {
            return;
        }

        var owner = string.Create(CultureInfo.InvariantCulture, $"{UserId}:{GroupId}");
        var result = await ServerCommand.RunAsync("chown", ["-hR", owner, path], cancellationToken);
        if (!result.Succeeded)
        {
            throw Unusable($"{path} could not be given to PostgreSQL's account: {result.LastLine}");
        }
    }

    /// <summary>
    /// Makes the socket's folder. It lies where everybody may write, so one that another account made first is refused:
    /// a server of theirs could be waiting in it.
    /// </summary>
    public async Task TakeSocketFolderAsync(string path, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        ClusterFolder.CreateFolder(path);
        var owner = (await OwnerAsync(path, cancellationToken))?.UserId;
        var self = await IdAsync("-u", name: null, cancellationToken);
        if (new DirectoryInfo(path).LinkTarget is not null || owner is null || (owner != self && owner != UserId))
        {
            throw Unusable($"The folder {path} belongs to somebody else. Remove it, or set TMPDIR to a folder of your own.");
        }

        await TakeAsync(path, cancellationToken);
    }

    /// <summary>
    /// Below a folder that is closed to the account (a clone in /root), the programs get the one capability that lets them
    /// pass: reading what they could not otherwise reach. They still cannot write there.
    /// </summary>
    private static async Task<ServerAccount> ReachingAsync(int userId, int groupId, ClusterFolder folder, PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        var user = userId.ToString(CultureInfo.InvariantCulture);
        var group = groupId.ToString(CultureInfo.InvariantCulture);
        string[] drop = ["setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups"];
        string[] onlyReading = ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search", "--bounding-set=-all,+dac_read_search", "--no-new-privs"];
        string[][] ways =
        [
            [.. drop, "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"],
            // Without this bit access(2), with which initdb looks for its neighbours, would overlook the capability.
            [.. drop, "--securebits=+no_setuid_fixup", .. onlyReading],
            // A container may forbid to change the bounding set.
            drop,
        ];
        var problem = "";
        foreach (var way in ways)
        {
            var account = new ServerAccount(userId, groupId, way);
            try
            {
                var result = await account.RunAsync("/bin/sh", ["-c", "test -x \"$1\" && test -x \"$2/.\"", "sh", binaries.Program("postgres"), folder.Root], cancellationToken);
                if (result.Succeeded)
                {
                    return account;
                }

                problem = result.LastLine;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                throw Unusable("PostgreSQL refuses to run as root, and setpriv, which starts it as another account, is missing. Install util-linux, or run the portal as an ordinary user.");
            }
        }

        throw Unusable($"PostgreSQL's account ({user}) cannot reach {folder.Root} or {binaries.Folder}. Move the data to a folder that is open to it. {problem}".TrimEnd());
    }

    private static async Task<(int UserId, int GroupId)?> OwnerOfClusterAsync(ClusterFolder folder, CancellationToken cancellationToken) =>
        folder.IsInitialised && await OwnerAsync(folder.Cluster, cancellationToken) is { UserId: not 0 } owner ? owner : null;

    private static async Task<(int UserId, int GroupId)?> FirstCandidateAsync(CancellationToken cancellationToken)
    {
        foreach (var name in Candidates)
        {
            if (await IdAsync("-u", name, cancellationToken) is { } userId && await IdAsync("-g", name, cancellationToken) is { } groupId)
            {
                return (userId, groupId);
            }
        }

        return null;
    }

    private static async Task<int?> IdAsync(string which, string? name, CancellationToken cancellationToken)
    {
        var result = await ServerCommand.RunAsync("id", name is null ? [which] : [which, name], cancellationToken);
        return result.Succeeded ? int.Parse(result.LastLine, CultureInfo.InvariantCulture) : null;
    }

    private static async Task<(int UserId, int GroupId)?> OwnerAsync(string path, CancellationToken cancellationToken)
    {
        string[] format = OperatingSystem.IsMacOS() ? ["-f", "%u %g"] : ["-c", "%u %g"];
        var result = await ServerCommand.RunAsync("stat", [.. format, path], cancellationToken);
        var parts = result.LastLine.Split(' ');
        return result.Succeeded && parts.Length == 2 ? (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture)) : null;
    }

    private static EmbeddedPostgresException Unusable(string message) => new(EmbeddedPostgresFailure.FolderUnusable, message);
}
